-- CreateTable
CREATE TABLE "policy_change" (
    "id" SERIAL NOT NULL,
    "scope" TEXT NOT NULL,
    "scopeId" TEXT NOT NULL DEFAULT '',
    "values" JSONB NOT NULL,
    "asked" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "policy_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_rehearsal" (
    "id" SERIAL NOT NULL,
    "scope" TEXT NOT NULL,
    "scopeId" TEXT NOT NULL DEFAULT '',
    "lastChangeId" INTEGER NOT NULL,
    "tried" JSONB NOT NULL,
    "effectiveAt" TIMESTAMP(3) NOT NULL,
    "toOn" TEXT NOT NULL,
    "summary" JSONB NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "policy_rehearsal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_rehearsal_part" (
    "rehearsalId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "partId" TEXT NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "policy_rehearsal_part_pkey" PRIMARY KEY ("rehearsalId","kind","partId")
);

-- CreateTable
CREATE TABLE "policy_migration" (
    "id" SERIAL NOT NULL,
    "rehearsalId" INTEGER NOT NULL,
    "scope" TEXT NOT NULL,
    "scopeId" TEXT NOT NULL DEFAULT '',
    "reason" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "effectiveAt" TIMESTAMP(3) NOT NULL,
    "finishedAt" TIMESTAMP(3),

    CONSTRAINT "policy_migration_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "policy_change_scope_scopeId_id_idx" ON "policy_change"("scope", "scopeId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "policy_migration_rehearsalId_key" ON "policy_migration"("rehearsalId");

-- CreateIndex
CREATE INDEX "policy_migration_finishedAt_idx" ON "policy_migration"("finishedAt");

-- AddForeignKey
ALTER TABLE "policy_rehearsal_part" ADD CONSTRAINT "policy_rehearsal_part_rehearsalId_fkey" FOREIGN KEY ("rehearsalId") REFERENCES "policy_rehearsal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_migration" ADD CONSTRAINT "policy_migration_rehearsalId_fkey" FOREIGN KEY ("rehearsalId") REFERENCES "policy_rehearsal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

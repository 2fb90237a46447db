-- AlterTable
ALTER TABLE "person" ADD COLUMN     "digestTime" TEXT,
ADD COLUMN     "reachFromTime" TEXT,
ADD COLUMN     "reachToTime" TEXT;

-- CreateTable
CREATE TABLE "absence" (
    "id" SERIAL NOT NULL,
    "personId" TEXT NOT NULL,
    "fromOn" TEXT NOT NULL,
    "toOn" TEXT NOT NULL,
    "deputyPersonId" TEXT,
    "by" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "withdrawnAt" TIMESTAMP(3),

    CONSTRAINT "absence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "preference_change" (
    "id" SERIAL NOT NULL,
    "personId" TEXT NOT NULL,
    "linkId" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "values" JSONB NOT NULL,

    CONSTRAINT "preference_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "absence_personId_toOn_idx" ON "absence"("personId", "toOn");

-- CreateIndex
CREATE INDEX "preference_change_personId_idx" ON "preference_change"("personId");

-- AddForeignKey
ALTER TABLE "absence" ADD CONSTRAINT "absence_personId_fkey" FOREIGN KEY ("personId") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "absence" ADD CONSTRAINT "absence_deputyPersonId_fkey" FOREIGN KEY ("deputyPersonId") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

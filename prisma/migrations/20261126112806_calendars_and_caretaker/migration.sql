-- CreateTable
CREATE TABLE "calendar_year" (
    "id" SERIAL NOT NULL,
    "country" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "fromOn" TEXT NOT NULL,
    "toOn" TEXT NOT NULL,
    "off" TEXT[],
    "on" TEXT[],
    "origin" TEXT,
    "by" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "calendar_year_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "closure" (
    "id" SERIAL NOT NULL,
    "organisationId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "fromOn" TEXT NOT NULL,
    "toOn" TEXT NOT NULL,
    "nameEn" TEXT,
    "nameZh" TEXT,
    "by" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "replacesId" INTEGER,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "closure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "caretaker_run" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "onDate" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3) NOT NULL,
    "checked" JSONB NOT NULL,
    "findings" JSONB NOT NULL,

    CONSTRAINT "caretaker_run_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "calendar_year_country_year_version_key" ON "calendar_year"("country", "year", "version");

-- CreateIndex
CREATE INDEX "closure_organisationId_idx" ON "closure"("organisationId");

-- CreateIndex
CREATE INDEX "caretaker_run_at_idx" ON "caretaker_run"("at");

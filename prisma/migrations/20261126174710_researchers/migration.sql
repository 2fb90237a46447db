-- CreateTable
CREATE TABLE "researcher" (
    "personId" TEXT NOT NULL,
    "postId" TEXT NOT NULL,
    "homeUnitId" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "termIds" TEXT[],
    "text" TEXT NOT NULL DEFAULT '',
    "languages" TEXT[],
    "halfDaysAWeek" INTEGER NOT NULL,
    "teachingHalfDaysAWeek" INTEGER NOT NULL DEFAULT 0,
    "availability" JSONB NOT NULL DEFAULT '{}',
    "exclusions" JSONB NOT NULL DEFAULT '[]',
    "preferences" JSONB NOT NULL DEFAULT '{}',
    "area" TEXT NOT NULL DEFAULT '',
    "homeUnitConsent" TEXT NOT NULL DEFAULT 'unknown',
    "homeUnitConsentBy" TEXT,
    "homeUnitConsentAt" TIMESTAMP(3),
    "active" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "researcher_pkey" PRIMARY KEY ("personId")
);

-- CreateTable
CREATE TABLE "vocabulary_term" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "nameZh" TEXT NOT NULL,
    "synonyms" TEXT[],
    "parentId" TEXT,
    "mergedIntoId" TEXT,
    "retired" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "by" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "vocabulary_term_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scheme" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "scheme_pkey" PRIMARY KEY ("id","version")
);

-- CreateTable
CREATE TABLE "placement_half_day" (
    "researcherId" TEXT NOT NULL,
    "onDate" TEXT NOT NULL,
    "half" TEXT NOT NULL,
    "placementId" TEXT NOT NULL,
    "enterpriseId" TEXT NOT NULL,

    CONSTRAINT "placement_half_day_pkey" PRIMARY KEY ("researcherId","onDate","half")
);

-- CreateIndex
CREATE INDEX "researcher_homeUnitId_idx" ON "researcher"("homeUnitId");

-- CreateIndex
CREATE INDEX "researcher_termIds_idx" ON "researcher" USING GIN ("termIds");

-- CreateIndex
CREATE INDEX "placement_half_day_placementId_idx" ON "placement_half_day"("placementId");

-- AddForeignKey
ALTER TABLE "researcher" ADD CONSTRAINT "researcher_personId_fkey" FOREIGN KEY ("personId") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

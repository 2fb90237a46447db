-- CreateTable
CREATE TABLE "calendar_feed" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "point" TEXT,
    "language" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "revokedAt" TIMESTAMP(3),

    CONSTRAINT "calendar_feed_pkey" PRIMARY KEY ("id")
);

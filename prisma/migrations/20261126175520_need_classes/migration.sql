-- CreateTable
CREATE TABLE "need_class" (
    "id" TEXT NOT NULL,
    "titleEn" TEXT NOT NULL,
    "titleZh" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "need_class_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "spreadsheet_import" (
    "id" TEXT NOT NULL,
    "name" TEXT,
    "actor" JSONB NOT NULL,
    "rowCount" INTEGER NOT NULL,
    "faults" JSONB NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "finishedAt" TIMESTAMP(3),

    CONSTRAINT "spreadsheet_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_row" (
    "importId" TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    "commands" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "reason" JSONB,
    "entityId" TEXT,
    "laterByWorkingDays" INTEGER,
    "settledAt" TIMESTAMP(3),

    CONSTRAINT "import_row_pkey" PRIMARY KEY ("importId","row")
);

-- CreateIndex
CREATE INDEX "import_row_importId_status_row_idx" ON "import_row"("importId", "status", "row");

-- AddForeignKey
ALTER TABLE "import_row" ADD CONSTRAINT "import_row_importId_fkey" FOREIGN KEY ("importId") REFERENCES "spreadsheet_import"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

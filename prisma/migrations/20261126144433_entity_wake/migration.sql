-- CreateIndex
CREATE INDEX "entity_wakeAt_idx" ON "entity"("wakeAt");

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "api_token" (
    "id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "principal" TEXT NOT NULL,
    "personId" TEXT,
    "roles" TEXT[],
    "realCreatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "realExpiresAt" TIMESTAMP(3),

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organisation" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "nameEn" TEXT,
    "nameZh" TEXT,
    "namePinyin" TEXT,
    "aliases" TEXT[],
    "nameKeys" TEXT[],
    "kind" TEXT NOT NULL,
    "parentId" TEXT,
    "established" BOOLEAN NOT NULL DEFAULT true,
    "ours" BOOLEAN NOT NULL DEFAULT false,
    "country" TEXT NOT NULL DEFAULT 'CN',
    "zone" TEXT NOT NULL DEFAULT 'Asia/Shanghai',
    "liaisonPostId" TEXT,
    "coordinatorPostId" TEXT,
    "directorPostId" TEXT,
    "leaderPostId" TEXT,
    "groupings" TEXT[],
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person" (
    "id" TEXT NOT NULL,
    "nameZh" TEXT,
    "namePinyin" TEXT,
    "nameEn" TEXT,
    "nameAsPrinted" TEXT,
    "nameKey" TEXT NOT NULL,
    "salutationZh" TEXT,
    "salutationEn" TEXT,
    "fullTitleZh" TEXT,
    "fullTitleEn" TEXT,
    "organisationId" TEXT,
    "email" TEXT,
    "channel" TEXT NOT NULL DEFAULT 'email',
    "language" TEXT NOT NULL DEFAULT 'zh-CN',
    "country" TEXT NOT NULL DEFAULT 'CN',
    "zone" TEXT NOT NULL DEFAULT 'Asia/Shanghai',
    "ours" BOOLEAN NOT NULL DEFAULT false,
    "introducedAt" TIMESTAMP(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "post" (
    "id" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "titleEn" TEXT,
    "titleZh" TEXT,
    "holderId" TEXT,
    "deputyPostId" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "post_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tenure" (
    "id" SERIAL NOT NULL,
    "postId" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "fromAt" TIMESTAMP(3) NOT NULL,
    "toAt" TIMESTAMP(3),

    CONSTRAINT "tenure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reserved_number" (
    "commandId" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "entityId" TEXT NOT NULL,

    CONSTRAINT "reserved_number_pkey" PRIMARY KEY ("commandId")
);

-- CreateTable
CREATE TABLE "entity" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "agreementId" TEXT NOT NULL,
    "parentId" TEXT,
    "seq" INTEGER NOT NULL,
    "state" JSONB NOT NULL,
    "card" JSONB NOT NULL,
    "page" JSONB NOT NULL,
    "clock" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "light" TEXT NOT NULL,
    "homeUnitId" TEXT,
    "ownerPostId" TEXT,
    "partyIds" TEXT[],
    "title" TEXT NOT NULL,
    "searchText" TEXT NOT NULL,
    "nextDueAt" TIMESTAMP(3),
    "wakeAt" TIMESTAMP(3),
    "lastContactOn" TEXT,
    "openCount" INTEGER NOT NULL,
    "closed" BOOLEAN NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "entity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event" (
    "entityId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "aboutKind" TEXT,
    "aboutId" TEXT,
    "at" TIMESTAMP(3) NOT NULL,
    "by" TEXT NOT NULL,
    "commandId" TEXT,
    "data" JSONB NOT NULL,
    "realRecordedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_pkey" PRIMARY KEY ("entityId","seq")
);

-- CreateTable
CREATE TABLE "command" (
    "id" TEXT NOT NULL,
    "entityId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "outcome" JSONB NOT NULL,
    "realRecordedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "command_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotent_request" (
    "commandId" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "status" INTEGER,
    "answer" JSONB,
    "realCreatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotent_request_pkey" PRIMARY KEY ("commandId")
);

-- CreateTable
CREATE TABLE "text" (
    "id" TEXT NOT NULL,
    "entityId" TEXT,
    "ownerPartyId" TEXT,
    "content" TEXT NOT NULL,
    "writtenBy" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "text_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "follow_up" (
    "entityId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "agreementId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "aboutKind" TEXT NOT NULL,
    "aboutId" TEXT NOT NULL,
    "ownerPostId" TEXT,
    "sideOrgId" TEXT,
    "ownerCertainty" TEXT NOT NULL,
    "dueCertainty" TEXT NOT NULL,
    "openedOn" TEXT NOT NULL,
    "dueOn" TEXT NOT NULL,
    "dueAt" TIMESTAMP(3) NOT NULL,
    "nextAt" TIMESTAMP(3),
    "level" INTEGER NOT NULL,
    "light" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "pausedUntilOn" TEXT,
    "closedAt" TIMESTAMP(3),
    "homeUnitId" TEXT,

    CONSTRAINT "follow_up_pkey" PRIMARY KEY ("entityId","id")
);

-- CreateTable
CREATE TABLE "notice" (
    "id" TEXT NOT NULL,
    "entityId" TEXT NOT NULL,
    "agreementId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "followUpId" TEXT,
    "kind" TEXT NOT NULL,
    "postId" TEXT,
    "personId" TEXT,
    "facts" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "reason" TEXT,
    "at" TIMESTAMP(3) NOT NULL,
    "settledAt" TIMESTAMP(3),
    "mailId" TEXT,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail" (
    "id" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "mime" BYTEA NOT NULL,
    "status" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "realLeaseUntil" TIMESTAMP(3),
    "realSentAt" TIMESTAMP(3),
    "at" TIMESTAMP(3) NOT NULL,
    "notAfterAt" TIMESTAMP(3),
    "nextTryAt" TIMESTAMP(3),

    CONSTRAINT "mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "link" (
    "id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "entityId" TEXT NOT NULL,
    "agreementId" TEXT NOT NULL,
    "followUpId" TEXT,
    "personId" TEXT NOT NULL,
    "mailId" TEXT,
    "facts" JSONB NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "usedAt" TIMESTAMP(3),

    CONSTRAINT "link_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_token_hash_key" ON "api_token"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "organisation_code_key" ON "organisation"("code");

-- CreateIndex
CREATE INDEX "person_nameKey_idx" ON "person"("nameKey");

-- CreateIndex
CREATE INDEX "post_holderId_idx" ON "post"("holderId");

-- CreateIndex
CREATE INDEX "post_organisationId_idx" ON "post"("organisationId");

-- CreateIndex
CREATE INDEX "tenure_postId_idx" ON "tenure"("postId");

-- CreateIndex
CREATE UNIQUE INDEX "reserved_number_entityId_key" ON "reserved_number"("entityId");

-- CreateIndex
CREATE UNIQUE INDEX "reserved_number_year_number_key" ON "reserved_number"("year", "number");

-- CreateIndex
CREATE INDEX "entity_kind_closed_light_idx" ON "entity"("kind", "closed", "light");

-- CreateIndex
CREATE INDEX "entity_agreementId_idx" ON "entity"("agreementId");

-- CreateIndex
CREATE INDEX "entity_kind_nextDueAt_idx" ON "entity"("kind", "nextDueAt");

-- CreateIndex
CREATE INDEX "entity_kind_startedAt_id_idx" ON "entity"("kind", "startedAt", "id");

-- CreateIndex
CREATE INDEX "event_commandId_idx" ON "event"("commandId");

-- CreateIndex
CREATE INDEX "command_entityId_idx" ON "command"("entityId");

-- CreateIndex
CREATE INDEX "text_entityId_idx" ON "text"("entityId");

-- CreateIndex
CREATE INDEX "follow_up_status_dueAt_idx" ON "follow_up"("status", "dueAt");

-- CreateIndex
CREATE INDEX "follow_up_ownerPostId_status_idx" ON "follow_up"("ownerPostId", "status");

-- CreateIndex
CREATE INDEX "follow_up_agreementId_idx" ON "follow_up"("agreementId");

-- CreateIndex
CREATE INDEX "notice_personId_status_idx" ON "notice"("personId", "status");

-- CreateIndex
CREATE INDEX "notice_agreementId_idx" ON "notice"("agreementId");

-- CreateIndex
CREATE INDEX "notice_mailId_idx" ON "notice"("mailId");

-- CreateIndex
CREATE UNIQUE INDEX "mail_messageId_key" ON "mail"("messageId");

-- CreateIndex
CREATE INDEX "mail_personId_status_idx" ON "mail"("personId", "status");

-- CreateIndex
CREATE INDEX "link_entityId_idx" ON "link"("entityId");

-- AddForeignKey
ALTER TABLE "organisation" ADD CONSTRAINT "organisation_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "organisation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person" ADD CONSTRAINT "person_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "organisation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post" ADD CONSTRAINT "post_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post" ADD CONSTRAINT "post_holderId_fkey" FOREIGN KEY ("holderId") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tenure" ADD CONSTRAINT "tenure_postId_fkey" FOREIGN KEY ("postId") REFERENCES "post"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_mailId_fkey" FOREIGN KEY ("mailId") REFERENCES "mail"("id") ON DELETE SET NULL ON UPDATE CASCADE;

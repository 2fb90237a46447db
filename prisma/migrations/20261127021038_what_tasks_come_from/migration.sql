-- AlterTable
ALTER TABLE "notice" ADD COLUMN     "taskIds" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "introducedIn" TEXT;

-- AlterTable
ALTER TABLE "succession" ADD COLUMN     "agreementId" TEXT;

-- What was written before says the same where its rows are left.
UPDATE "notice" AS cause SET "taskIds" = array_append(cause."taskIds", task."id")
  FROM "notice" AS task
  WHERE task."kind" = 'introduction-wanted' AND task."id" NOT LIKE '%/again-%' AND task."facts"->>'noticeId' = cause."id";

UPDATE "notice" AS task SET "taskIds" = task."taskIds" || again."ids"
  FROM (
    SELECT split_part("id", '/again-', 1) AS "taskId", array_agg("id" ORDER BY "id") AS "ids"
    FROM "notice" WHERE "id" LIKE '%/again-%' GROUP BY 1
  ) AS again
  WHERE task."id" = again."taskId";

UPDATE "person" SET "introducedIn" = letter."agreementId"
  FROM "notice" AS letter WHERE letter."id" = 'introduction-letter/' || "person"."id";

UPDATE "succession" SET "agreementId" = brief."agreementId"
  FROM "notice" AS brief WHERE brief."id" = "succession"."postId" || '/brief/' || "succession"."id";

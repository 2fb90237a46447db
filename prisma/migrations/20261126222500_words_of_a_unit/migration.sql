-- What a home unit said of one of its own people is for its office, and not for every colleague: also what was said before.
UPDATE "text" t
SET "ownerPartyId" = 'office:' || t."ownerPartyId"
FROM "event" e
WHERE e."entityId" = t."entityId"
  AND t."ownerPartyId" LIKE 'org-%'
  AND (
    (e.type = 'placementAnswered' AND e.data->>'side' IN ('person', 'unit') AND e.data->>'reason' = t.id)
    OR (e.type = 'sideAssessed' AND e.data->>'side' = 'unit' AND e.data->>'text' = t.id)
  );

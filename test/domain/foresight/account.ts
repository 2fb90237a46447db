import { explain } from '../../../domain/foresight/explain.ts';
import type { Account, NoticeOnRecord } from '../../../domain/foresight/explain.ts';
import type { RecordedEvent } from '../../../domain/decider.ts';
import type { FollowUpHost } from '../../../domain/follow-up/host.ts';
import type { Looped } from './lives.ts';

/** The ledger as the recorder writes it, everything sent at once. */
export const ledger = (events: readonly RecordedEvent[], id: string): NoticeOnRecord[] =>
  events.flatMap(({ seq, at, notify = [] }) =>
    notify
      .map((notice, n) => ({ notice, n }))
      .filter(({ notice }) => notice.followUpId === id)
      .map(({ notice, n }) => ({
        id: `${seq}/${n}`,
        seq,
        kind: notice.kind,
        postId: 'postId' in notice.to ? notice.to.postId : null,
        step: typeof notice.facts['step'] === 'string' ? notice.facts['step'] : null,
        level: typeof notice.facts['level'] === 'number' ? notice.facts['level'] : null,
        at,
        status: 'sent',
        reason: null,
        settledAt: at,
      })),
  );

/** The account of a follow-up as things stand in a life. */
export const accountOf = <S extends FollowUpHost>(
  life: Looped<S>,
  id: string,
  notices = ledger(life.events, id),
): Account | null => explain(life, id, notices, life.at);

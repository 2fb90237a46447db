import { addDays } from '../../domain/calendar/local-date.ts';
import { platform, recordPoints, university } from './case-platform-points.ts';
import { CaseScript } from './script.ts';
import type { DirectoryIds, Participant, SourceCase } from './script.ts';

/**
 * The first source: a delegation of Zhengzhou University of Engineering and Technology visits the China-UK Technology and
 * Innovation Platform on 1 April 2025. Kept by the university's cooperation department. Sentences are the report's own.
 */
const visitedOn = '2025-04-01';

/** A first working week after entry: then the matter that nobody works on climbs within the demonstration's two weeks. */
const confirmedAfterDays = 10;

export const platformCase: SourceCase = {
  key: 'platform',
  start: {
    homeUnitId: 'org-zzuet-uec',
    title: 'Zhengzhou University of Engineering and Technology and CNUKTIP: biomedicine and digital economy',
    why: 'A delegation of the university visited the platform for inspection and exchange; both sides agreed on the potential for cooperation.',
    fields: ['biomedicine', 'digital-economy'],
    parties: [
      { organisationId: university, role: 'guest' },
      { organisationId: platform, role: 'host' },
    ],
    accept: true,
  },
  steps(ids, startedOn) {
    const script = new CaseScript();
    const who = participants(ids);
    recordVisit(script, who);
    const said = recordSymposium(script, who);
    const agreed = recordPoints(script, said);
    const studies = recordCommitments(script, who, said, agreed);
    script.tell('sendMinutes', {
      symposiumId: said.symposiumId,
      minutes:
        'Taken from the published report of 1 April 2025. Agreed: to establish a regular communication mechanism, and to jointly promote the feasibility study of specific cooperation plans, in biomedicine and digital economy. Please confirm, or say what is to be changed.',
      to: [{ organisationId: platform, postId: ids.post('cnuktip-liaison') }],
    });
    script.tell('waiveStage', {
      stage: 'symposium',
      reason:
        'Entered long after the meeting from the published report. The other side is asked to confirm the minutes; communication goes on meanwhile.',
      approverPersonId: ids.person('wu-bo'),
    });
    // One owner and one date are confirmed; everything else stays an assumption and a question to the coordinator.
    script.tell('answerQuestion', {
      followUpId: `commitment.${studies}`,
      ownerPostId: ids.post('zzuet-liaison'),
      dueOn: addDays(startedOn, confirmedAfterDays),
    });
    return script.steps;
  },
};

type Who = ReturnType<typeof participants>;

function participants(ids: DirectoryIds) {
  const one = (key: string, organisationId: string, titles: string[], posts: string[] = []): Participant => ({
    personId: ids.person(key),
    organisationId,
    titles,
    postIds: posts.map((post) => ids.post(post)),
  });
  return {
    delegation: [
      one('bai-zhonghu', university, ['President'], ['zzuet-president']),
      one('wu-jiong', university, ['Academic Vice President'], ['zzuet-vice-president']),
      one(
        'li-ben',
        university,
        ['Party Committee Member', 'Organization Department Director'],
        ['zzuet-committee-member', 'zzuet-organisation-director'],
      ),
      one(
        'liu-zhao',
        university,
        ['Chief Expert of the Artificial Intelligence College (Preparatory)'],
        ['zzuet-ai-expert'],
      ),
      one('wang-yuntao', university, ['Director of the Administrative Office'], ['zzuet-admin-director']),
      one(
        'wu-bo',
        university,
        ['Director of the University-Enterprise Cooperation Department'],
        ['zzuet-uec-director'],
      ),
      one(
        'wang-xinfang',
        university,
        ['Head of the Comprehensive Section of the Administrative Office'],
        ['zzuet-comprehensive-head'],
      ),
    ],
    renXiang: one(
      'ren-xiang',
      platform,
      ['Chairman of the China-UK Technology and Innovation Platform(CNUKTIP)'],
      ['cnuktip-chairman'],
    ),
    // The chair stands on both sides, so he is entered once for each (S6, S22).
    liHuiOfPlatform: one(
      'li-hui',
      platform,
      ['Vice Chairman of the CNUKTIP', 'Director of the Henan Innovation Biotechnology Research Institute'],
      ['cnuktip-vice-chairman', 'hibri-director'],
    ),
    liHuiOfUniversity: one(
      'li-hui',
      university,
      ['Vice President of the Zhengzhou Alumni Association of Zhengzhou University of Engineering and Technology'],
      ['zzuet-alumni-vice-president'],
    ),
    // Titles as stated at the symposium differ from those of the morning (S4).
    liBen: one(
      'li-ben',
      university,
      ['member of the Party Committee', 'Minister of the Organization Department'],
      ['zzuet-committee-member', 'zzuet-organisation-director'],
    ),
    wuJiong: one('wu-jiong', university, ['Vice President'], ['zzuet-vice-president']),
    chairmanRen: one('ren-xiang', platform, ['Platform Chairman'], ['cnuktip-chairman']),
    baiZhonghu: one('bai-zhonghu', university, ['President'], ['zzuet-president']),
  };
}

function recordVisit(script: CaseScript, who: Who): void {
  const stops = [
    {
      name: 'Henan Innovative Biotechnology Research Institute',
      organisationId: 'org-hibri',
      examined: [
        'cutting-edge technology layout in the field of cell applications',
        'practical experience in transnational cooperation',
      ],
      hosts: [who.liHuiOfPlatform],
    },
    {
      name: '"Digital Henan Talent" project base',
      within: ['Digital Talent Industrial Park', 'Central Plains Science and Technology City'],
      examined: [
        "the project's operation model",
        'scientific and technological innovation implementation',
        'achievements in building a digital talent cultivation system',
      ],
    },
    {
      name: 'Central Plains Longzihu Digital Economy Innovation and Entrepreneurship Incubation Center',
      within: ['Microsoft "Cloud and Mobile Technology Incubation Program"'],
      examined: ['mixed reality technology', 'intelligent office systems'],
    },
  ];
  const visitId = script.make('visit', 'recordVisit', {
    fromOn: visitedOn,
    direction: 'outbound',
    hostOrganisationId: platform,
    purpose: 'inspection and exchange',
    delegation: who.delegation,
    hosts: [who.renXiang],
    groups: [{ organisationId: platform, label: 'senior executives' }],
    stops,
  });
  for (const stop of stops.keys()) script.tell('markStop', { visitId, stop: stop + 1, outcome: 'done' });
  script.tell('confirmAttendance', { visitId });
  script.tell('fileVisitNote', {
    visitId,
    note: 'Ren Xiang stated that the platform, by introducing top international resources, is committed to providing local industries with technological empowerment and global development opportunities. The two sides discussed collaborative technological paths in biomedicine and artificial intelligence, and practical experiences in industry-education integration innovation models.',
  });
  script.tell('advance');
}

function recordSymposium(script: CaseScript, who: Who) {
  const symposiumId = script.make('symposium', 'recordSymposium', {
    onDate: visitedOn,
    title: 'Deepening School-Enterprise Dialogue, Jointly Planning a New Chapter of Development',
    chair: who.liHuiOfPlatform,
    attendance: [...who.delegation, who.renXiang, who.liHuiOfPlatform, who.liHuiOfUniversity],
    groups: [{ organisationId: platform, label: 'senior executives' }],
  });
  const speech = (speaker: Participant, kind: string, points: string): string =>
    script.make('speech', 'recordSpeech', { symposiumId, speaker, kind, points });
  speech(
    who.liBen,
    'introduction',
    "systematically introduced the school's history, educational positioning, and development plan",
  );
  speech(
    who.wuJiong,
    'progress',
    'highlighted the progress of the Levitt Institute for Interdisciplinary Research in Life Sciences and Digital Technology',
  );
  const vision = speech(
    who.wuJiong,
    'vision',
    'proposing a vision to deepen university-industry collaboration in cutting-edge fields such as cell therapy and artificial intelligence',
  );
  const layout = speech(
    who.chairmanRen,
    'layout',
    "elaborated on the platform's industrial layout in biomedicine, digital economy, and cultural creativity",
  );
  const expectation = speech(
    who.chairmanRen,
    'expectation',
    'expressing his expectation to explore new paths for industry-education integration by combining the research advantages of universities',
  );
  const bai = speech(
    who.baiZhonghu,
    'expectation',
    'the college has always adhered to leveraging collaborative educational resources and looks forward to jointly solving practical challenges in technology transfer and talent cultivation through complementary university and enterprise resources',
  );
  const offer = speech(
    who.renXiang,
    'offer',
    'the platform will fully utilize its international resource integration capabilities to provide support for university research projects in industry matching, model innovation, and market validation',
  );
  return { symposiumId, vision, layout, expectation, bai, offer };
}
export type Said = ReturnType<typeof recordSymposium>;

/** Returns the commitment to promote studies, the one whose owner and date are confirmed. */
function recordCommitments(script: CaseScript, who: Who, said: Said, points: ReturnType<typeof recordPoints>): string {
  const { symposiumId } = said;
  const commit = (fields: Record<string, unknown>): string => script.make('commitment', 'recordCommitment', fields);
  commit({
    sentence:
      'Both sides ... agreed to establish a regular communication mechanism to jointly promote the feasibility study of specific cooperation plans.',
    symposiumId,
    pointId: points.mechanism,
    ownerOrganisationId: university,
    beneficiaryOrganisationId: platform,
  });
  const studies = commit({
    sentence: 'to jointly promote the feasibility study of specific cooperation plans',
    symposiumId,
    pointId: points.studies,
    ownerOrganisationId: university,
    beneficiaryOrganisationId: platform,
  });
  commit({
    sentence:
      'the platform will fully utilize its international resource integration capabilities to provide support for university research projects in industry matching, model innovation, and market validation',
    speaker: who.renXiang,
    speechId: said.offer,
    pointId: points.support,
    beneficiaryOrganisationId: university,
  });
  commit({
    sentence:
      'In the future, the CNUKTIP and Zhengzhou University of Engineering and Technology will ... actively explore cooperative models that leverage the complementary strengths of universities and enterprises.',
    ownerOrganisationId: university,
    beneficiaryOrganisationId: platform,
  });
  return studies;
}

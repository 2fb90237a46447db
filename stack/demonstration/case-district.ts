import { addDays } from '../../domain/calendar/local-date.ts';
import { enterpriseCode, enterpriseCount } from './organisations.ts';
import { CaseScript } from './script.ts';
import type { DirectoryIds, Participant, SourceCase } from './script.ts';

/**
 * The second source: Yuwangtai District, CCCE of Henan University and twelve enterprises meet on 5 January 2021, reported
 * the day after. Kept by the college's science and technology office. What the report does not tell is entered as not
 * reported: it is to be asked for, not to be invented.
 */
const college = 'org-ccce';
const district = 'org-yuwangtai';
const park = 'org-ywt-chemical-park';
const heldOn = '2021-01-05';
const confirmedAfterDays = 10;
const enterprises = Array.from({ length: enterpriseCount }, (_, index) => `org-${enterpriseCode(index + 1)}`);

export const districtCase: SourceCase = {
  key: 'district',
  start: {
    homeUnitId: 'org-ccce-science',
    title: 'Yuwangtai District, CCCE and twelve enterprises: fine chemicals',
    why: 'District-college cooperation exchange meeting for science and technology innovation: three parties reached a broad consensus.',
    fields: ['fine-chemicals'],
    parties: [
      { organisationId: college, role: 'guest' },
      { organisationId: district, role: 'host' },
      { organisationId: park, role: 'partner' },
      ...enterprises.map((organisationId) => ({ organisationId, role: 'beneficiary' })),
    ],
    accept: true,
  },
  steps(ids, startedOn) {
    const script = new CaseScript();
    const who = participants(ids);
    script.tell('waiveStage', {
      stage: 'visit',
      reason: 'The meeting was held in the conference room of the district government; there was no tour of sites.',
      approverPersonId: ids.person('ccce-head'),
    });
    const said = recordSymposium(script, who);
    recordPoints(script, said);
    for (const [index, enterprise] of enterprises.entries()) recordNeed(script, said.symposiumId, enterprise, index);
    proposeBuilds(script, who, said.symposiumId);
    const served = recordCommitments(script, who, said);
    script.tell('recordClaim', {
      organisationId: college,
      claim: 'has achieved good results in recent years',
      symposiumId: said.symposiumId,
    });
    // "Determined the specific plan of cooperation", without its text: it starts empty and is asked for (S30).
    script.make('plan', 'proposePlan', {
      name: 'Specific plan of cooperation determined on 5 January 2021 (text not reported)',
      sponsors: [],
      symposiumId: said.symposiumId,
    });
    script.tell('sendMinutes', {
      symposiumId: said.symposiumId,
      minutes:
        'Taken from the report of 6 January 2021: three parties reached a broad consensus and determined the specific plan of cooperation. Please confirm, or say what is to be changed.',
      to: [
        { organisationId: district, postId: ids.post('yuwangtai-liaison') },
        { organisationId: park, postId: ids.post('park-office') },
      ],
    });
    // One owner and one date are confirmed; everything else stays an assumption and a question to the coordinator.
    script.tell('answerQuestion', {
      followUpId: `commitment.${served}`,
      ownerPostId: ids.post('ccce-liaison'),
      dueOn: addDays(startedOn, confirmedAfterDays),
    });
    return script.steps;
  },
};

type Who = ReturnType<typeof participants>;

function participants(ids: DirectoryIds) {
  const one = (key: string, organisationId: string, title: string, post: string): Participant => ({
    personId: ids.person(key),
    organisationId,
    titles: [title],
    postIds: [ids.post(post)],
  });
  return {
    xuYuanqing: one('xu-yuanqing', college, 'vice dean', 'ccce-vice-dean'),
    wangXuhe: one('wang-xuhe', district, 'deputy head of Yuwangtai District', 'yuwangtai-deputy-head'),
    liuJianen: one(
      'liu-jianen',
      park,
      'Secretary of the Party Working Committee of Fine Chemical Industry Park',
      'park-secretary',
    ),
  };
}

function recordSymposium(script: CaseScript, who: Who) {
  const symposiumId = script.make('symposium', 'recordSymposium', {
    onDate: heldOn,
    place: 'Conference room of Yuwangtai District Government',
    title: 'Science and Technology Innovation Cooperation and Exchange Meeting between Yuwangtai District and CCCE',
    attendance: [who.xuYuanqing, who.wangXuhe, who.liuJianen],
    groups: [
      { organisationId: college, label: 'teachers of CCCE', count: 10 },
      { organisationId: district, label: 'other government leaders' },
      { organisationId: park, label: 'heads of 12 key enterprises in the district', count: enterpriseCount },
    ],
    publication: {
      publishedOn: '2021-01-06',
      title: 'CCCE Participated in District-College Cooperation Exchange Meeting for Science and Technology Innovation',
      where: 'News of CCCE',
    },
  });
  const speech = (speaker: object, kind: string, points: string): string =>
    script.make('speech', 'recordSpeech', { symposiumId, speaker, kind, points });
  speech(
    who.liuJianen,
    'introduction',
    'first introduced the development status, industrial layout, enterprise profile and development plan of the park',
  );
  const idea = speech(
    who.wangXuhe,
    'idea',
    'Yuwangtai district should strengthen comprehensive cooperation with CCCE, Henan University, through the establishment of research and development platform and the cooperation between colleges and enterprise. We should develop "three bases" and the "three platforms".',
  );
  for (const organisationId of enterprises) {
    speech(
      { organisationId, titles: ['leader of the enterprise'] },
      'needs',
      'introduced development status, main products, existing technical shortcomings and the specific project expected to cooperate with Henan University (content not reported; see the need of this enterprise)',
    );
  }
  const reply = speech(
    who.xuYuanqing,
    'reply',
    'CCCE always takes serving the local economy as the central work of the college, and has achieved good results in recent years. The district-college cooperation should become a strong starting point for the city-university cooperation, and promote the cooperation between school and enterprise through the top-level design, so as to make due contribution to the revival of fine chemical industry.',
  );
  return { symposiumId, idea, reply };
}
type Said = ReturnType<typeof recordSymposium>;

function recordPoints(script: CaseScript, { symposiumId, idea, reply }: Said): void {
  const point = (kind: string, standing: string, text: string, more: Record<string, unknown> = {}): string =>
    script.make('point', 'recordPoint', { kind, standing, text, symposiumId, ...more });
  const district_ = { speechId: idea, organisationId: district };
  const college_ = { speechId: reply, organisationId: college };

  point(
    'principle',
    'agreed',
    'on the cooperation between the district and the school and the enterprise, three parties reached a broad consensus',
  );
  point(
    'model',
    'proposed',
    'the establishment of a research and development platform and the cooperation between colleges and enterprise',
    {
      tag: 'research-platform',
      ...district_,
    },
  );
  const hope =
    'the leaders of the twelve enterprises hoped to make use of the advantages of technology and talents of CCCE to achieve new breakthroughs in the application of innovation platform, talent and team construction, production process upgrading and transformation, and new product research and development';
  point('hope', 'discussed', hope, { organisationId: park });
  point(
    'hope',
    'discussed',
    'the district-college cooperation should become a strong starting point for the city-university cooperation',
    college_,
  );
  point('principle', 'discussed', 'serving the local economy is the central work of the college', college_);
  point('model', 'proposed', 'promote the cooperation between school and enterprise through the top-level design', {
    tag: 'top-level-design',
    ...college_,
  });
  point('strategy', 'discussed', 'the revival of fine chemical industry', {
    tag: 'fine-chemical-revival',
    ...college_,
  });
  point('strategy', 'discussed', 'city-university cooperation, above the district-college cooperation', {
    tag: 'city-university',
    ...college_,
  });
  point('resource', 'discussed', 'the advantages of technology and talents of CCCE', {
    organisationId: college,
    tag: 'research',
  });
  point('outcome', 'proposed', 'transformation of achievements', { tag: 'achievement-transformation', ...district_ });
  point('outcome', 'proposed', 'training of innovative talent', { tag: 'talent-training', ...district_ });
}

/** The four classes of the report, which names them for all twelve together (S43). */
const classes = ['innovation-platform', 'talent-and-team', 'process-upgrading', 'new-product'] as const;

function recordNeed(script: CaseScript, symposiumId: string, partyId: string, index: number): void {
  script.make('need', 'recordNeed', {
    partyId,
    symposiumId,
    class: classes[index % classes.length],
    statusQuo: 'Not reported: the development status was introduced at the meeting.',
    mainProducts: 'Not reported: the main products were introduced at the meeting.',
    shortcoming: 'Not reported: the technical shortcomings were introduced at the meeting. To be asked for.',
    expectedProject:
      'Not reported: a specific project expected with Henan University. The report names four classes for all enterprises together; the class of this one is assumed.',
    tags: ['class-assumed', 'fine-chemicals'],
  });
}

function proposeBuilds(script: CaseScript, who: Who, symposiumId: string): void {
  const builds = [
    ['base', 'achievement-transformation', 'Achievement transformation base'],
    ['base', 'material-test', 'Chemical new material test base'],
    ['base', 'talent-training', 'Innovative talent training base'],
    ['platform', 'cooperation-innovation', 'University-enterprise cooperation innovation platform'],
    ['platform', 'public-testing', 'Public testing platform'],
    ['platform', 'high-quality-development', 'District-college high-quality development platform'],
  ] as const;
  for (const [form, purpose, name] of builds) {
    script.make('build', 'proposeBuild', {
      form,
      purpose,
      name,
      symposiumId,
      proposer: who.wangXuhe,
      proposedOn: heldOn,
      partnerOrganisationIds: [college, district],
    });
  }
}

/** Returns the commitment to serve enterprises, the one whose owner and date are confirmed. */
function recordCommitments(script: CaseScript, who: Who, { symposiumId, reply }: Said): string {
  const commit = (sentence: string): string =>
    script.make('commitment', 'recordCommitment', {
      sentence,
      speaker: who.xuYuanqing,
      symposiumId,
      speechId: reply,
      ownerOrganisationId: college,
      beneficiaryOrganisationId: park,
    });
  const served = commit(
    'In the next step, the college will organize personnel to meet the service work of enterprises in the park in platform creation and project application. [platform creation]',
  );
  commit(
    'In the next step, the college will organize personnel to meet the service work of enterprises in the park in platform creation and project application. [project application]',
  );
  commit('by sending scientific researchers to enterprises at designated points');
  commit('we will strengthen mutual exchanges and understanding and further promote substantive project cooperation');
  return served;
}

import type { Said } from './case-platform.ts';
import type { CaseScript } from './script.ts';

export const university = 'org-zzuet';
export const platform = 'org-cnuktip';

/**
 * What was said at the symposium of the first source, each with how far it got. Returns the points that commitments come
 * from.
 */
export function recordPoints(script: CaseScript, said: Said) {
  const { symposiumId } = said;
  const point = (kind: string, standing: string, text: string, more: Record<string, unknown> = {}): string =>
    script.make('point', 'recordPoint', { kind, standing, text, symposiumId, ...more });
  const at = (speechId: string, organisationId: string) => ({ speechId, organisationId });

  point('field', 'agreed', 'potential for cooperation in the field of biomedicine', { tag: 'biomedicine' });
  point('field', 'agreed', 'potential for cooperation in the digital economy', { tag: 'digital-economy' });
  point('field', 'discussed', 'artificial intelligence', {
    tag: 'artificial-intelligence',
    ...at(said.vision, university),
  });
  point('field', 'discussed', 'cell therapy', { tag: 'cell-therapy', ...at(said.vision, university) });
  point('field', 'discussed', 'cultural creativity', { tag: 'cultural-creativity', ...at(said.layout, platform) });
  point('topic', 'discussed', 'technology transfer', { tag: 'technology-transfer' });
  point('topic', 'discussed', 'joint talent cultivation', { tag: 'talent-cultivation' });
  point('topic', 'discussed', 'international cooperation', { tag: 'international-cooperation' });

  const mechanism = point('mechanism', 'agreed', 'to establish a regular communication mechanism');
  const studies = point('study', 'agreed', 'to jointly promote the feasibility study of specific cooperation plans');

  point(
    'hope',
    'discussed',
    'looks forward to jointly solving practical challenges in technology transfer and talent cultivation',
    at(said.bai, university),
  );
  const hope =
    'to explore new paths for industry-education integration by combining the research advantages of universities';
  point('hope', 'discussed', hope, at(said.expectation, platform));
  const support = point('offer', 'proposed', 'support for university research projects in industry matching', {
    tag: 'industry-matching',
    ...at(said.offer, platform),
  });
  point('offer', 'proposed', 'support in model innovation', { tag: 'model-innovation', ...at(said.offer, platform) });
  point('offer', 'proposed', 'support in market validation', { tag: 'market-validation', ...at(said.offer, platform) });
  point('offer', 'proposed', 'international resource integration capabilities', {
    tag: 'international-resources',
    ...at(said.offer, platform),
  });

  point('barrier', 'discussed', 'practical challenges in technology transfer', { tag: 'technology-transfer' });
  point('barrier', 'discussed', 'practical challenges in talent cultivation', { tag: 'talent-cultivation' });
  const model =
    'industry-education integration innovation models; cooperative models that leverage the complementary strengths';
  point('model', 'discussed', model, { tag: 'industry-education' });
  point('resource', 'discussed', 'research advantages of the university', {
    organisationId: university,
    tag: 'research',
  });
  point(
    'resource',
    'discussed',
    'international resource integration capabilities; top international resources introduced by the platform',
    {
      organisationId: platform,
      tag: 'international-resources',
    },
  );

  point('facility', 'discussed', 'Henan Innovative Biotechnology Research Institute', { organisationId: platform });
  point('facility', 'discussed', '"Digital Henan Talent" project base', { organisationId: platform });
  point('facility', 'discussed', 'Microsoft "Cloud and Mobile Technology Incubation Program" incubation center', {
    organisationId: platform,
  });
  point(
    'facility',
    'discussed',
    'Levitt Institute for Interdisciplinary Research in Life Sciences and Digital Technology',
    {
      organisationId: university,
    },
  );

  point('principle', 'agreed', 'openness, sharing, and collaborative innovation');
  point('principle', 'discussed', 'a high ground for technology transfer');
  point(
    'principle',
    'discussed',
    'a benchmark for talent cultivation in fields such as biomedicine and the digital economy',
  );
  const strategy = "Henan Province's science and technology innovation and industrial upgrading strategy";
  point('strategy', 'discussed', strategy, { tag: 'henan-innovation' });
  point('strategy', 'discussed', 'the high-quality development of Henan', { tag: 'henan-development' });
  point('outcome', 'discussed', 'technology transfer', { tag: 'technology-transfer' });
  point('outcome', 'discussed', 'market validation of research results', { tag: 'market-validation' });
  point('outcome', 'discussed', 'joint talent cultivation', { tag: 'talent-cultivation' });
  return { mechanism, studies, support };
}

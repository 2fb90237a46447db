import type { z } from 'zod';
import type { newResearcher } from '../../domain/directory/researchers.ts';
import { enterpriseCount } from './organisations.ts';

/**
 * SYNTHETIC. The second source tells of ten teachers and twelve enterprises and names none of them (S42, S57): who the ten are, what
 * each can do and what each enterprise lacks is made up here, so that placements can be shown. Nobody stands behind it.
 */
type Profile = z.input<typeof newResearcher>;
export interface Teacher extends Pick<Profile, 'level' | 'terms' | 'text' | 'halfDaysAWeek'> {
  /** By which they are told apart, in both languages. */
  does: { en: string; zh: string };
}

const teacher = (en: string, zh: string, level: Teacher['level'], terms: string[]): Teacher => ({
  does: { en, zh },
  level,
  // All of them are chemists of one college: in a subject of their own each is better than the others.
  terms: ['fine chemicals', ...terms],
  text: terms.join(', '),
  halfDaysAWeek: 7,
});

export const teachers: readonly Teacher[] = [
  teacher('catalysis', '催化', 'professor', ['catalysis', 'hydrogenation']),
  teacher('continuous processes', '连续流工艺', 'associate', ['continuous flow', 'nitration', 'process safety']),
  teacher('crystallisation', '结晶', 'associate', ['crystallisation', 'separation', 'scale-up']),
  teacher('waste water', '废水处理', 'associate', ['wastewater', 'waste gas and VOC abatement']),
  teacher('analysis', '分析化学', 'lecturer', ['analytical chemistry', 'chromatography', 'quality control']),
  teacher('coatings', '涂料', 'associate', ['coatings', 'materials testing', 'weathering']),
  teacher('biocatalysis', '生物催化', 'associate', ['biocatalysis', 'pharmaceutical intermediates']),
  teacher('process control', '过程控制', 'professor', ['process control', 'dcs', 'safety instrumented systems']),
  teacher('plant data', '装置数据', 'lecturer', ['machine learning', 'industrial data', 'predictive maintenance']),
  teacher('project applications', '项目申报', 'lecturer', [
    'project application',
    'innovation platform',
    'operator training',
  ]),
];

export interface MadeUpNeed {
  class: 'innovation-platform' | 'talent-and-team' | 'process-upgrading' | 'new-product' | 'other';
  termIds: string[];
  shortcoming: string;
}

const need = (of: MadeUpNeed['class'], shortcoming: string, ...terms: string[]): MadeUpNeed => ({
  class: of,
  shortcoming: `Made up for the demonstration: ${shortcoming}`,
  termIds: ['fine-chemicals', ...terms].map((term) => `term-${term}`),
});

/** One of each enterprise, in their order. */
export const madeUpNeeds: readonly MadeUpNeed[] = [
  need('new-product', 'the catalyst loses chlorine when it hydrogenates.', 'catalysis', 'hydrogenation'),
  need('process-upgrading', 'nitration in a kettle is to become continuous.', 'continuous-flow', 'nitration'),
  need('process-upgrading', 'crystals come in another size with each batch.', 'crystallisation', 'separation'),
  need('process-upgrading', 'salty waste water is above the limits of the park.', 'wastewater'),
  need('process-upgrading', 'an unknown impurity is above the limit.', 'analytical-chemistry', 'quality-control'),
  need('new-product', 'the coating cracks after a year outdoors.', 'coatings', 'weathering'),
  need('new-product', 'a chiral intermediate is to be made by an enzyme.', 'biocatalysis', 'intermediates'),
  need('process-upgrading', 'an old line is still run by hand.', 'process-control', 'dcs'),
  need('process-upgrading', 'nobody reads the data of three years of running.', 'machine-learning', 'industrial-data'),
  need('innovation-platform', 'an application for an engineering centre is to be written.', 'project-application'),
  need('talent-and-team', 'operators leave faster than they are trained.', 'skills-training'),
  // Nobody of the ten sells abroad: the need stays visible as unmatched (S44).
  {
    class: 'other',
    shortcoming: 'Made up for the demonstration: a brand for selling abroad.',
    termIds: ['term-marketing'],
  },
];

if (madeUpNeeds.length !== enterpriseCount) throw new Error('Each enterprise has one need.');

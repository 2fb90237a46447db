import type { z } from 'zod';
import type { postBody } from '../../domain/directory/schemas.ts';

type Post = Omit<z.input<typeof postBody>, 'organisationId' | 'holderId'> & { code: string; holder: string };

/** By key; `code` is the organisation's. */
export const posts: Readonly<Record<string, Post>> = {
  'zzuet-president': { code: 'zzuet', titleEn: 'President', titleZh: '校长', holder: 'bai-zhonghu' },
  'zzuet-vice-president': {
    code: 'zzuet',
    titleEn: 'Academic Vice President',
    titleZh: '副校长',
    holder: 'wu-jiong',
  },
  // One person, two posts (S5).
  'zzuet-committee-member': { code: 'zzuet', titleEn: 'Party Committee Member', titleZh: '党委委员', holder: 'li-ben' },
  'zzuet-organisation-director': {
    code: 'zzuet-organisation',
    titleEn: 'Director of the Organization Department',
    titleZh: '组织部部长',
    holder: 'li-ben',
  },
  'zzuet-ai-expert': { code: 'zzuet-ai', titleEn: 'Chief Expert', titleZh: '首席专家', holder: 'liu-zhao' },
  'zzuet-admin-director': {
    code: 'zzuet-admin',
    titleEn: 'Director of the Administrative Office',
    titleZh: '行政办公室主任',
    holder: 'wang-yuntao',
  },
  'zzuet-uec-director': {
    code: 'zzuet-uec',
    titleEn: 'Director of the University-Enterprise Cooperation Department',
    titleZh: '校企合作处处长',
    holder: 'wu-bo',
  },
  'zzuet-comprehensive-head': {
    code: 'zzuet-comprehensive',
    titleEn: 'Head of the Comprehensive Section',
    titleZh: '综合科科长',
    holder: 'wang-xinfang',
  },
  'zzuet-coordinator': {
    code: 'zzuet-uec',
    titleEn: 'Coordinator of the department',
    titleZh: '校企合作处协调员',
    holder: 'zzuet-coordinator',
  },
  'zzuet-liaison': {
    code: 'zzuet-uec',
    titleEn: 'Liaison of the department',
    titleZh: '校企合作处联络员',
    holder: 'zzuet-liaison',
  },
  'zzuet-alumni-vice-president': {
    code: 'zzuet-alumni',
    titleEn: 'Vice President of the Zhengzhou Alumni Association',
    titleZh: '郑州校友会副会长',
    holder: 'li-hui',
  },
  'cnuktip-chairman': { code: 'cnuktip', titleEn: 'Chairman', titleZh: '主席', holder: 'ren-xiang' },
  'cnuktip-vice-chairman': { code: 'cnuktip', titleEn: 'Vice Chairman', titleZh: '副主席', holder: 'li-hui' },
  'hibri-director': { code: 'hibri', titleEn: 'Director of the Institute', titleZh: '院长', holder: 'li-hui' },
  'cnuktip-liaison': {
    code: 'cnuktip',
    titleEn: 'Liaison of the platform',
    titleZh: '平台联络员',
    holder: 'cnuktip-liaison',
  },
  'ccce-vice-dean': { code: 'ccce', titleEn: 'Vice Dean', titleZh: '副院长', holder: 'xu-yuanqing' },
  'ccce-head': {
    code: 'ccce-science',
    titleEn: 'Head of the Science and Technology Office',
    titleZh: '科技办公室主任',
    holder: 'ccce-head',
  },
  'ccce-coordinator': {
    code: 'ccce-science',
    titleEn: 'Coordinator of the office',
    titleZh: '科技办公室协调员',
    holder: 'ccce-coordinator',
  },
  'ccce-liaison': {
    code: 'ccce-science',
    titleEn: 'Liaison of the office',
    titleZh: '科技办公室联络员',
    holder: 'ccce-liaison',
  },
  'yuwangtai-deputy-head': {
    code: 'yuwangtai',
    titleEn: 'Deputy Head of Yuwangtai District',
    titleZh: '副区长',
    holder: 'wang-xuhe',
  },
  'yuwangtai-liaison': {
    code: 'yuwangtai',
    titleEn: 'Liaison of the district',
    titleZh: '区联络员',
    holder: 'yuwangtai-liaison',
  },
  'park-secretary': {
    code: 'ywt-chemical-park',
    titleEn: 'Secretary of the Party Working Committee',
    titleZh: '园区党工委书记',
    holder: 'liu-jianen',
  },
  'park-office': {
    code: 'ywt-chemical-park',
    titleEn: 'Office of the park',
    titleZh: '园区办公室',
    holder: 'park-office',
  },
};

/** The ladder of each home unit, by keys of posts. */
export const reportingLines: Readonly<
  Record<string, { liaison: string; coordinator: string; director: string; leader: string }>
> = {
  'org-zzuet-uec': {
    liaison: 'zzuet-liaison',
    coordinator: 'zzuet-coordinator',
    director: 'zzuet-uec-director',
    leader: 'zzuet-vice-president',
  },
  'org-ccce-science': {
    liaison: 'ccce-liaison',
    coordinator: 'ccce-coordinator',
    director: 'ccce-head',
    leader: 'ccce-vice-dean',
  },
};

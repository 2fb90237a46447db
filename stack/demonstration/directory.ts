import type { z } from 'zod';
import type { newOrganisation, personBody, postBody } from '../../domain/directory/schemas.ts';

/**
 * Who and what the two source texts name, and the offices that a demonstration needs beside them. Names are as printed:
 * characters of people known only in pinyin are not invented. Everybody whom the sources do not name is called a
 * demonstration post holder, and every mail address ends at example.org.
 */
type Organisation = z.input<typeof newOrganisation>;
type Person = z.input<typeof personBody>;
type Post = Omit<z.input<typeof postBody>, 'organisationId' | 'holderId'> & { code: string; holder: string };

/** Twelve enterprises took part; the report names none of them (S10, S13). */
export const enterpriseCount = 12;
export const enterpriseCode = (n: number): string => `ywt-enterprise-${String(n).padStart(2, '0')}`;

const enterprises: Organisation[] = Array.from({ length: enterpriseCount }, (_, index) => ({
  code: enterpriseCode(index + 1),
  kind: 'enterprise',
  nameEn: `Enterprise ${index + 1} of the Fine Chemical Industry Park (name not reported)`,
  parentId: 'org-ywt-chemical-park',
  groupings: ['fine-chemicals'],
}));

/** In an order in which every parent comes before its children. */
export const organisations: readonly Organisation[] = [
  { code: 'zzuet', kind: 'university', nameEn: 'Zhengzhou University of Engineering and Technology', ours: true },
  {
    code: 'zzuet-uec',
    kind: 'unit',
    nameEn: 'University-Enterprise Cooperation Department',
    nameZh: '校企合作处',
    parentId: 'org-zzuet',
    ours: true,
  },
  { code: 'zzuet-organisation', kind: 'unit', nameEn: 'Organization Department', parentId: 'org-zzuet', ours: true },
  { code: 'zzuet-admin', kind: 'unit', nameEn: 'Administrative Office', parentId: 'org-zzuet', ours: true },
  {
    code: 'zzuet-comprehensive',
    kind: 'unit',
    nameEn: 'Comprehensive Section of the Administrative Office',
    parentId: 'org-zzuet-admin',
    ours: true,
  },
  {
    code: 'zzuet-ai',
    kind: 'college',
    nameEn: 'Artificial Intelligence College (Preparatory)',
    parentId: 'org-zzuet',
    established: false,
    ours: true,
  },
  {
    code: 'zzuet-levitt',
    kind: 'unit',
    nameEn: 'Levitt Institute for Interdisciplinary Research in Life Sciences and Digital Technology',
    aliases: ['Levitt Institute'],
    parentId: 'org-zzuet',
    ours: true,
  },
  {
    code: 'zzuet-alumni',
    kind: 'association',
    nameEn: 'Zhengzhou Alumni Association of Zhengzhou University of Engineering and Technology',
    parentId: 'org-zzuet',
  },
  {
    code: 'cnuktip',
    kind: 'platform',
    nameEn: 'China-UK Technology and Innovation Platform',
    aliases: ['CNUKTIP', 'Sino-British Science and Technology Innovation Platform'],
  },
  {
    code: 'hibri',
    kind: 'other',
    nameEn: 'Henan Innovative Biotechnology Research Institute',
    aliases: ['Henan Innovation Biotechnology Research Institute'],
  },
  { code: 'henan-university', kind: 'university', nameEn: 'Henan University', nameZh: '河南大学', ours: true },
  {
    code: 'ccce',
    kind: 'college',
    nameEn: 'CCCE, Henan University',
    aliases: ['CCCE'],
    parentId: 'org-henan-university',
    ours: true,
  },
  {
    code: 'ccce-science',
    kind: 'unit',
    nameEn: 'Science and Technology Office of CCCE',
    nameZh: '科技办公室',
    parentId: 'org-ccce',
    ours: true,
  },
  { code: 'yuwangtai', kind: 'district', nameEn: 'Yuwangtai District', nameZh: '禹王台区' },
  {
    code: 'ywt-chemical-park',
    kind: 'park',
    nameEn: 'Fine Chemical Industry Park',
    nameZh: '精细化工园区',
    parentId: 'org-yuwangtai',
    groupings: ['fine-chemicals'],
  },
  ...enterprises,
];

/** By a key that only this demonstration uses; the API gives each person an id. */
export const people: Readonly<Record<string, Person>> = {
  'bai-zhonghu': { nameAsPrinted: 'Bai Zhonghu', organisationId: 'org-zzuet', fullTitleEn: 'President', ours: true },
  'wu-jiong': {
    nameAsPrinted: 'Wu Jiong',
    organisationId: 'org-zzuet',
    fullTitleEn: 'Academic Vice President',
    fullTitleZh: '副校长',
    email: 'wu-jiong@zzuet.example.org',
    ours: true,
  },
  'li-ben': {
    nameAsPrinted: 'Li Ben',
    organisationId: 'org-zzuet',
    fullTitleEn: 'Party Committee Member and Organization Department Director',
    ours: true,
  },
  'liu-zhao': { nameAsPrinted: 'Liu Zhao', organisationId: 'org-zzuet-ai', fullTitleEn: 'Chief Expert', ours: true },
  'wang-yuntao': {
    nameAsPrinted: 'Wang Yuntao',
    organisationId: 'org-zzuet-admin',
    fullTitleEn: 'Director of the Administrative Office',
    ours: true,
  },
  'wu-bo': {
    nameAsPrinted: 'Wu Bo',
    organisationId: 'org-zzuet-uec',
    fullTitleEn: 'Director of the University-Enterprise Cooperation Department',
    fullTitleZh: '校企合作处处长',
    email: 'wu-bo@zzuet.example.org',
    ours: true,
  },
  'wang-xinfang': {
    nameAsPrinted: 'Wang Xinfang',
    organisationId: 'org-zzuet-comprehensive',
    fullTitleEn: 'Head of the Comprehensive Section of the Administrative Office',
    ours: true,
  },
  'zzuet-coordinator': {
    nameEn: 'Demonstration coordinator (university)',
    nameZh: '演示用协调员（高校）',
    salutationEn: 'Dear coordinator',
    salutationZh: '协调员老师',
    organisationId: 'org-zzuet-uec',
    email: 'coordinator@zzuet.example.org',
    ours: true,
  },
  'zzuet-liaison': {
    nameEn: 'Demonstration liaison (university)',
    nameZh: '演示用联络员（高校）',
    salutationZh: '联络员老师',
    organisationId: 'org-zzuet-uec',
    email: 'liaison@zzuet.example.org',
    ours: true,
  },
  'ren-xiang': {
    nameAsPrinted: 'Ren Xiang',
    organisationId: 'org-cnuktip',
    fullTitleEn: 'Chairman of the China-UK Technology and Innovation Platform',
  },
  // On both sides: which one is a matter of the role at an occasion, not of the person (S6).
  'li-hui': {
    nameAsPrinted: 'Li Hui',
    organisationId: 'org-cnuktip',
    fullTitleEn: 'Vice Chairman of the CNUKTIP',
    email: 'li-hui@cnuktip.example.org',
  },
  'cnuktip-liaison': {
    nameEn: 'Demonstration liaison (platform)',
    salutationEn: 'Dear colleague',
    organisationId: 'org-cnuktip',
    email: 'liaison@cnuktip.example.org',
    language: 'en',
  },
  'xu-yuanqing': {
    nameAsPrinted: 'Xu Yuanqing',
    organisationId: 'org-ccce',
    fullTitleEn: 'Vice Dean',
    fullTitleZh: '副院长',
    email: 'xu-yuanqing@ccce.example.org',
    ours: true,
  },
  'ccce-head': {
    nameEn: 'Demonstration head of office (college)',
    nameZh: '演示用办公室主任（学院）',
    salutationZh: '主任',
    organisationId: 'org-ccce-science',
    email: 'office-head@ccce.example.org',
    ours: true,
  },
  'ccce-coordinator': {
    nameEn: 'Demonstration coordinator (college)',
    nameZh: '演示用协调员（学院）',
    salutationZh: '协调员老师',
    organisationId: 'org-ccce-science',
    email: 'coordinator@ccce.example.org',
    ours: true,
  },
  'ccce-liaison': {
    nameEn: 'Demonstration liaison (college)',
    nameZh: '演示用联络员（学院）',
    salutationZh: '联络员老师',
    organisationId: 'org-ccce-science',
    email: 'liaison@ccce.example.org',
    ours: true,
  },
  'wang-xuhe': {
    nameAsPrinted: 'Wang Xuhe',
    organisationId: 'org-yuwangtai',
    fullTitleEn: 'Deputy Head of Yuwangtai District',
    fullTitleZh: '副区长',
  },
  // Printed with a space before the 'en (S14): kept so, found without it.
  'liu-jianen': {
    nameAsPrinted: "Liu Jian 'en",
    organisationId: 'org-ywt-chemical-park',
    fullTitleEn: 'Secretary of the Party Working Committee of Fine Chemical Industry Park',
  },
  'yuwangtai-liaison': {
    nameEn: 'Demonstration liaison (district)',
    nameZh: '演示用联络员（区政府）',
    salutationZh: '联络员同志',
    organisationId: 'org-yuwangtai',
    email: 'liaison@yuwangtai.example.org',
  },
  'park-office': {
    nameEn: 'Demonstration contact of the park office',
    nameZh: '演示用园区办公室联系人',
    organisationId: 'org-ywt-chemical-park',
    channel: 'wechat',
  },
};

/** People outside our organisations to whom the coordinator introduces the system, so that mail may reach them. */
export const toIntroduce: readonly string[] = ['cnuktip-liaison', 'yuwangtai-liaison'];

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
  'zzuet-committee-member': { code: 'zzuet', titleEn: 'Party Committee Member', holder: 'li-ben' },
  'zzuet-organisation-director': {
    code: 'zzuet-organisation',
    titleEn: 'Director of the Organization Department',
    holder: 'li-ben',
  },
  'zzuet-ai-expert': { code: 'zzuet-ai', titleEn: 'Chief Expert', holder: 'liu-zhao' },
  'zzuet-admin-director': {
    code: 'zzuet-admin',
    titleEn: 'Director of the Administrative Office',
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
    holder: 'li-hui',
  },
  'cnuktip-chairman': { code: 'cnuktip', titleEn: 'Chairman', titleZh: '主席', holder: 'ren-xiang' },
  'cnuktip-vice-chairman': { code: 'cnuktip', titleEn: 'Vice Chairman', titleZh: '副主席', holder: 'li-hui' },
  'hibri-director': { code: 'hibri', titleEn: 'Director of the Institute', holder: 'li-hui' },
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

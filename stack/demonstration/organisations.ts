import type { z } from 'zod';
import type { newOrganisation } from '../../domain/directory/schemas.ts';

/**
 * Who and what the two source texts name, and the offices that a demonstration needs beside them. Names are as printed:
 * characters of people known only in pinyin are not invented, nor those of institutions that the reports name in English only;
 * offices and titles, which are common words, are translated. Everybody whom the sources do not name is called a
 * demonstration post holder, and every mail address ends at example.org.
 */
type Organisation = z.input<typeof newOrganisation>;

/** Twelve enterprises took part; the report names none of them (S10, S13). */
export const enterpriseCount = 12;
export const enterpriseCode = (n: number): string => `ywt-enterprise-${String(n).padStart(2, '0')}`;

const enterprises: Organisation[] = Array.from({ length: enterpriseCount }, (_, index) => ({
  code: enterpriseCode(index + 1),
  kind: 'enterprise',
  nameEn: `Enterprise ${index + 1} (name not reported)`,
  nameZh: `企业${index + 1}（名称未报道）`,
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
  {
    code: 'zzuet-organisation',
    kind: 'unit',
    nameEn: 'Organization Department',
    nameZh: '组织部',
    parentId: 'org-zzuet',
    ours: true,
  },
  {
    code: 'zzuet-admin',
    kind: 'unit',
    nameEn: 'Administrative Office',
    nameZh: '行政办公室',
    parentId: 'org-zzuet',
    ours: true,
  },
  {
    code: 'zzuet-comprehensive',
    kind: 'unit',
    nameEn: 'Comprehensive Section of the Administrative Office',
    nameZh: '行政办公室综合科',
    parentId: 'org-zzuet-admin',
    ours: true,
  },
  {
    code: 'zzuet-ai',
    kind: 'college',
    nameEn: 'Artificial Intelligence College (Preparatory)',
    nameZh: '人工智能学院（筹）',
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
    nameZh: '河南大学化学化工学院',
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
  // The report speaks of "city-university cooperation" and does not name the city: Yuwangtai is a district of Kaifeng.
  { code: 'kaifeng', kind: 'city', nameEn: 'Kaifeng City', nameZh: '开封市' },
  {
    code: 'yuwangtai',
    kind: 'district',
    nameEn: 'Yuwangtai District',
    nameZh: '禹王台区',
    parentId: 'org-kaifeng',
  },
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

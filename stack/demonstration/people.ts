import type { z } from 'zod';
import type { personBody } from '../../domain/directory/schemas.ts';

type Person = z.input<typeof personBody>;

/** By a key that only this demonstration uses; the API gives each person an id. */
export const people: Readonly<Record<string, Person>> = {
  'bai-zhonghu': {
    nameAsPrinted: 'Bai Zhonghu',
    organisationId: 'org-zzuet',
    fullTitleEn: 'President',
    fullTitleZh: '校长',
    ours: true,
  },
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
    fullTitleZh: '党委委员、组织部部长',
    ours: true,
  },
  'liu-zhao': {
    nameAsPrinted: 'Liu Zhao',
    organisationId: 'org-zzuet-ai',
    fullTitleEn: 'Chief Expert',
    fullTitleZh: '首席专家',
    ours: true,
  },
  'wang-yuntao': {
    nameAsPrinted: 'Wang Yuntao',
    organisationId: 'org-zzuet-admin',
    fullTitleEn: 'Director of the Administrative Office',
    fullTitleZh: '行政办公室主任',
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
    fullTitleZh: '行政办公室综合科科长',
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
    fullTitleZh: '主席',
  },
  // On both sides: which one is a matter of the role at an occasion, not of the person (S6).
  'li-hui': {
    nameAsPrinted: 'Li Hui',
    organisationId: 'org-cnuktip',
    fullTitleEn: 'Vice Chairman of the CNUKTIP',
    fullTitleZh: '副主席',
    email: 'li-hui@cnuktip.example.org',
  },
  'cnuktip-liaison': {
    nameEn: 'Demonstration liaison (platform)',
    nameZh: '演示用联络员（平台）',
    salutationEn: 'Dear colleague',
    organisationId: 'org-cnuktip',
    email: 'liaison@cnuktip.example.org',
    language: 'en',
    introduced: true,
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
    fullTitleZh: '精细化工园区党工委书记',
  },
  // Not introduced yet: mail to the district waits until the coordinator does that, and the coordinator is asked to.
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

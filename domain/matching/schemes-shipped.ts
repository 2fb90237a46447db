import type { Scheme, SchemeRule } from './schemes.ts';

/**
 * Schemes that are shipped as examples. Their sources are public notices, read as DOMAIN section 2 (stage P) and the texts behind
 * its codes have them; whoever works under one of them checks the numbers against the notice in force and edits the record.
 */

const usual: readonly SchemeRule[] = [
  { rule: 'home-unit-consent', source: 'CX7: the three-party agreement is made with the sending unit' },
  { rule: 'no-conflict-of-interest', source: 'inferred' },
  { rule: 'no-overlap', source: 'DESIGN section 7' },
];

export const shippedSchemes: readonly Scheme[] = [
  {
    id: 'own',
    title: { en: 'Our own scheme', zh: '本单位派驻方案' },
    source: 'DESIGN section 7, from the schemes below',
    rules: [
      { rule: 'max-enterprises', value: 3, source: 'CX1' },
      { rule: 'min-days-a-year', value: 60, source: 'CX3' },
      { rule: 'min-months', value: 12, source: 'CX2' },
      { rule: 'team-size', least: 1, most: 5, source: 'CX3; one person alone inferred' },
      ...usual,
      { rule: 'common-language', source: 'inferred' },
    ],
  },
  {
    id: 'shandong',
    title: { en: 'Shandong (Wendeng): specialists for enterprises', zh: '山东（文登）企业科技特派员' },
    source: 'CX1',
    rules: [{ rule: 'max-enterprises', value: 3, source: 'CX1' }, ...usual],
  },
  {
    id: 'guangxi',
    title: { en: 'Guangxi: science and technology specialists', zh: '广西科技特派员' },
    source: 'CX2',
    rules: [
      { rule: 'min-share-of-time', value: 33.33, source: 'CX2' },
      { rule: 'min-months', value: 12, source: 'CX2' },
      ...usual,
    ],
  },
  {
    id: 'chongqing',
    title: { en: 'Chongqing: teams of specialists for enterprises', zh: '重庆企业科技特派员团' },
    source: 'CX3',
    rules: [
      { rule: 'team-size', least: 2, most: 5, source: 'CX3' },
      { rule: 'min-days-a-year', value: 60, source: 'CX3' },
      { rule: 'min-months', value: 24, source: 'CX3' },
      ...usual,
    ],
  },
  {
    id: 'mitacs',
    title: { en: 'Mitacs Accelerate internship', zh: 'Mitacs Accelerate 实习' },
    source: 'MI1, MI3',
    rules: [
      { rule: 'min-share-of-time', value: 50, source: 'MI1' },
      { rule: 'min-months', value: 4, source: 'MI1, MI3' },
      ...usual,
    ],
  },
  {
    id: 'ktp',
    title: { en: 'Knowledge transfer partnership', zh: '知识转移合作（KTP）' },
    source: 'KT1, KT2',
    rules: [
      { rule: 'min-months', value: 12, source: 'KT1' },
      { rule: 'max-enterprises', value: 1, source: 'KT2; inferred: an associate works for one company' },
      ...usual,
    ],
  },
];

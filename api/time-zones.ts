import { isZone } from '../domain/calendar/zones.ts';
import { inBoth } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import { bothInLine } from './print-page.ts';
import type { Bilingual } from '../domain/decider.ts';

/**
 * The time zones that a person chooses from: what most readers need first, then the usual ones of each region from west to east. One
 * for each clock that is in use suffices; a zone that is not here stays chosen where somebody has it, and the directory takes any.
 */
export interface ZoneGroup {
  label: Bilingual;
  zones: readonly string[];
}

const first = ['Asia/Shanghai', 'Europe/London'];
const regions: readonly ZoneGroup[] = [
  {
    label: { en: 'Asia', zh: '亚洲' },
    zones: [
      'Asia/Jerusalem',
      'Asia/Riyadh',
      'Asia/Tehran',
      'Asia/Dubai',
      'Asia/Tashkent',
      'Asia/Karachi',
      'Asia/Kolkata',
      'Asia/Kathmandu',
      'Asia/Dhaka',
      'Asia/Bangkok',
      'Asia/Jakarta',
      'Asia/Urumqi',
      'Asia/Hong_Kong',
      'Asia/Macau',
      'Asia/Taipei',
      'Asia/Singapore',
      'Asia/Manila',
      'Asia/Seoul',
      'Asia/Tokyo',
    ],
  },
  {
    label: { en: 'Europe', zh: '欧洲' },
    zones: [
      'Atlantic/Reykjavik',
      'Europe/Lisbon',
      'Europe/Dublin',
      'Europe/Madrid',
      'Europe/Paris',
      'Europe/Brussels',
      'Europe/Amsterdam',
      'Europe/Zurich',
      'Europe/Berlin',
      'Europe/Rome',
      'Europe/Vienna',
      'Europe/Stockholm',
      'Europe/Warsaw',
      'Europe/Helsinki',
      'Europe/Athens',
      'Europe/Istanbul',
      'Europe/Moscow',
    ],
  },
  {
    label: { en: 'America', zh: '美洲' },
    zones: [
      'Pacific/Honolulu',
      'America/Anchorage',
      'America/Los_Angeles',
      'America/Denver',
      'America/Phoenix',
      'America/Chicago',
      'America/Mexico_City',
      'America/Bogota',
      'America/New_York',
      'America/Toronto',
      'America/Halifax',
      'America/Santiago',
      'America/Sao_Paulo',
      'America/Argentina/Buenos_Aires',
    ],
  },
  {
    label: { en: 'Africa', zh: '非洲' },
    zones: ['Africa/Casablanca', 'Africa/Lagos', 'Africa/Cairo', 'Africa/Johannesburg', 'Africa/Nairobi'],
  },
  {
    label: { en: 'Australia and the Pacific', zh: '大洋洲' },
    zones: ['Australia/Perth', 'Australia/Adelaide', 'Australia/Brisbane', 'Australia/Sydney', 'Pacific/Auckland'],
  },
];

/** The groups for a reader who has `zone` now: theirs, Shanghai and London first; no zone twice. */
export function zoneGroups(zone: string): ZoneGroup[] {
  const own = [...new Set([zone, ...first])].filter(isZone);
  return [
    { label: { en: 'Most used', zh: '常用' }, zones: own },
    ...regions.map((region) => ({ ...region, zones: region.zones.filter((one) => !own.includes(one)) })),
  ];
}

/** `Asia/Shanghai · 中国标准时间`: the name by which people call it, in the language of the page. */
export function zoneLabel(language: Language, zone: string): string {
  const nameIn = (as: Language): string => {
    const parts = new Intl.DateTimeFormat(as, { timeZone: zone, timeZoneName: 'longGeneric' }).formatToParts();
    return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  };
  const names = bothInLine(language, inBoth(nameIn));
  return names === '' ? zone : `${zone.replaceAll('_', ' ')} · ${names}`;
}

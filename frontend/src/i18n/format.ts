/** Numbers, metres, times and coordinates: the one place where they become text. */
import { language, t } from './language.svelte';

const STALE_AFTER_S = 30 * 86_400;
const WINDS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const;

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(language.tag, { maximumFractionDigits: digits }).format(value);
}

/** `0.0617`, `1.25`: a ratio to three figures that mean something. */
export function ratio(value: number): string {
  return new Intl.NumberFormat(language.tag, { maximumSignificantDigits: 3 }).format(value);
}

/** `1.2M`, `120万`: where there is no room for every digit. */
export function compact(value: number): string {
  return new Intl.NumberFormat(language.tag, { notation: 'compact' }).format(value);
}

function fixed(value: number, digits: number): string {
  return new Intl.NumberFormat(language.tag, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** `850 m`, `12.4 km`, `138 km`. */
export function distance(distance_m: number): string {
  if (distance_m < 1000) return `${number(Math.round(distance_m))} m`;
  const distance_km = distance_m / 1000;
  return `${fixed(distance_km, distance_km < 99.95 ? 1 : 0)} km`;
}

/** `under 1 min`, `18 min`, `1 h 46 min`, `31 h`; the seconds of a forecast would be a lie. */
export function duration(duration_s: number): string {
  if (duration_s < 30) return t('duration.moment');
  const minutes = Math.round(duration_s / 60);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return t('duration.minutes', { m: minutes });
  const rest = minutes % 60;
  return rest === 0 || hours >= 24
    ? t('duration.hours', { h: number(Math.round(minutes / 60)) })
    : t('duration.both', { h: hours, m: rest });
}

/** A radius as a person would set it: no decimals that were not meant. */
export function radius(radius_m: number): string {
  return radius_m < 1000 ? `${number(radius_m)} m` : `${number(radius_m / 1000, 2)} km`;
}

export function area(area_km2: number): string {
  return `${number(area_km2, area_km2 < 100 ? 1 : 0)} km²`;
}

export function percent(share: number): string {
  const value = share * 100;
  const digits = value !== 0 && value < 10 ? 2 : 1;
  return `${fixed(value, digits)}%`;
}

/** `just now`, `3 h ago`, `31 d ago`. */
export function age(age_s: number): string {
  if (age_s < 60) return t('age.now');
  if (age_s < 3600) return t('age.minutes', { n: Math.floor(age_s / 60) });
  if (age_s < 86_400) return t('age.hours', { n: Math.floor(age_s / 3600) });
  return t('age.days', { n: number(Math.floor(age_s / 86_400)) });
}

export function isStale(age_s: number | null | undefined): boolean {
  return age_s !== null && age_s !== undefined && age_s > STALE_AFTER_S;
}

/** The wind the bearing points to, in words. */
export function bearing(bearing_deg: number): string {
  const index = Math.round((((bearing_deg % 360) + 360) % 360) / 45) % 8;
  return t(`bearing.${WINDS[index]}`);
}

function parsed(iso: string): Date | null {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? null : date;
}

export function date(iso: string): string {
  // A bare date is a calendar day, not midnight in Greenwich.
  const day = parsed(iso.length === 10 ? `${iso}T00:00:00` : iso);
  if (!day) return iso;
  return new Intl.DateTimeFormat(language.tag, { dateStyle: 'medium' }).format(day);
}

export function dateTime(iso: string): string {
  const moment = parsed(iso);
  if (!moment) return iso;
  return new Intl.DateTimeFormat(language.tag, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).format(moment);
}

/** `11:21`, with the day where it is not today's: when something is to be there. */
export function moment(iso: string): string {
  const date = parsed(iso);
  if (!date) return iso;
  const isToday = date.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(language.tag, {
    ...(isToday ? {} : { month: 'numeric', day: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(date);
}

export function clock(moment: Date): string {
  return new Intl.DateTimeFormat(language.tag, { timeStyle: 'medium', hourCycle: 'h23' }).format(
    moment,
  );
}

/** `109.50981° E  34.50042° N`: always longitude first, five decimals (about a metre). */
export function position(lon: number, lat: number): string {
  const east = `${Math.abs(lon).toFixed(5)}° ${lon < 0 ? 'W' : 'E'}`;
  const north = `${Math.abs(lat).toFixed(5)}° ${lat < 0 ? 'S' : 'N'}`;
  return `${east}, ${north}`;
}

/** The form to copy and to type: `109.50981,34.50042`. */
export function plainPosition(lon: number, lat: number): string {
  return `${lon.toFixed(5)},${lat.toFixed(5)}`;
}

export function scale(denominator: number): string {
  const magnitude = 10 ** Math.max(0, Math.floor(Math.log10(denominator)) - 1);
  return `1:${number(Math.round(denominator / magnitude) * magnitude)}`;
}

/** Joins short facts the way the page does everywhere. */
export function facts(parts: (string | null | undefined | false)[]): string {
  return parts.filter(Boolean).join(' · ');
}

import type { Sphere } from '../../host-api.ts';
import type { Text } from '../text/plural.ts';

/** The eight spheres of a life, clockwise around the wheel from the top. */
export const SPHERES = [
  'health',
  'family',
  'friends',
  'career',
  'money',
  'growth',
  'rest',
  'home',
] as const satisfies readonly Sphere[];

export function isSphere(name: unknown): name is Sphere {
  return SPHERES.some((sphere) => sphere === name);
}

export const SPHERE_NAMES: Readonly<Record<Sphere, Text>> = {
  health: { ru: 'Здоровье', en: 'Health' },
  family: { ru: 'Семья', en: 'Family' },
  friends: { ru: 'Друзья', en: 'Friends' },
  career: { ru: 'Дело', en: 'Work' },
  money: { ru: 'Деньги', en: 'Money' },
  growth: { ru: 'Развитие', en: 'Growth' },
  rest: { ru: 'Отдых', en: 'Rest' },
  home: { ru: 'Дом', en: 'Home' },
};

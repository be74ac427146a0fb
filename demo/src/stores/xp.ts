import { defineStore } from 'pinia';
import { computed } from 'vue';
import { ACHIEVEMENTS } from '../../achievements.ts';
import { useAppStore } from './app.ts';

export const useXpStore = defineStore('xp', () => {
  const app = useAppStore();
  const xp = computed(() => app.state?.xp ?? { total: 0, level: 1, level_from: 0, level_to: 1 });
  /** How much of this level is behind, 0–1. */
  const progress = computed(() => {
    const { total, level_from, level_to } = xp.value;
    return level_to > level_from ? (total - level_from) / (level_to - level_from) : 0;
  });
  const left = computed(() => Math.max(0, xp.value.level_to - xp.value.total));
  const earned_at = computed(() => new Map((app.state?.achievements ?? []).map(({ id, earned_at: at }) => [id, at])));
  /** All of them; what has been earned first. */
  const achievements = computed(() =>
    ACHIEVEMENTS.map((achievement) => ({
      ...achievement,
      earned_at: earned_at.value.get(achievement.id) ?? null,
    })).toSorted((a, b) => Number(a.earned_at === null) - Number(b.earned_at === null)),
  );
  const earned = computed(() => earned_at.value.size);
  return { xp, progress, left, achievements, earned };
});

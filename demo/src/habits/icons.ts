/** The pictures a habit can have, with what they are read aloud as. */
export const ICONS = [
  { icon: '🌱', name: { ru: 'Росток', en: 'Sprout' } },
  { icon: '💧', name: { ru: 'Вода', en: 'Water' } },
  { icon: '🚶', name: { ru: 'Прогулка', en: 'Walk' } },
  { icon: '🏃', name: { ru: 'Бег', en: 'Run' } },
  { icon: '🧘', name: { ru: 'Медитация', en: 'Meditation' } },
  { icon: '📖', name: { ru: 'Книга', en: 'Book' } },
  { icon: '😴', name: { ru: 'Сон', en: 'Sleep' } },
  { icon: '🥗', name: { ru: 'Еда', en: 'Food' } },
  { icon: '💪', name: { ru: 'Сила', en: 'Strength' } },
  { icon: '🎧', name: { ru: 'Музыка', en: 'Music' } },
  { icon: '🗣️', name: { ru: 'Язык', en: 'Language' } },
  { icon: '🧹', name: { ru: 'Порядок', en: 'Order' } },
  { icon: '📵', name: { ru: 'Без телефона', en: 'No phone' } },
  { icon: '💌', name: { ru: 'Близкие', en: 'Loved ones' } },
] as const;

/** Small enough for a first day. */
export const PROPOSALS = [
  { icon: '💧', title: { ru: 'Стакан воды утром', en: 'A glass of water in the morning' } },
  { icon: '🚶', title: { ru: '15 минут пешком', en: 'Walk for 15 minutes' } },
  { icon: '📖', title: { ru: '10 страниц книги', en: 'Read 10 pages' } },
  { icon: '🧘', title: { ru: '5 минут тишины', en: '5 minutes of silence' } },
  { icon: '😴', title: { ru: 'Лечь до полуночи', en: 'In bed before midnight' } },
  { icon: '💪', title: { ru: 'Одно отжимание', en: 'One push-up' } },
] as const;

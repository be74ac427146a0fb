/** Words in both languages of the app. */
export interface Text {
  readonly ru: string;
  readonly en: string;
}

/** A "no" to the person, in words for them. */
export class Refusal extends Error {
  readonly status: 400 | 401 | 404 | 409 | 415 | 422 | 503;
  readonly text: Text;
  constructor(status: Refusal['status'], ru: string, en: string) {
    super(en);
    this.status = status;
    this.text = { ru, en };
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'Этого здесь уже нет: обнови страницу', 'This is not here any more: reload the page');
}

export function somebodyElse(): Refusal {
  return new Refusal(
    409,
    'В этом браузере уже другой человек: обнови страницу',
    'Somebody else has signed in in this browser: reload the page',
  );
}

export function notSignedIn(): Refusal {
  return new Refusal(401, 'Войди, чтобы продолжить', 'Sign in to go on');
}

/** The zone on whose clock the owner reads what is nobody's own: times of evaluations and deliveries. */
export const BROWSER_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

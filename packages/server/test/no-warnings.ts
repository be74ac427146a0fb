import { afterAll } from 'vitest';

const warnings: string[] = [];
process.on('warning', (warning) => warnings.push(`${warning.name}: ${warning.message}`));

// A warning is a fault that has not hurt yet.
afterAll(() => {
  if (warnings.length > 0) throw new Error(`Node warned: ${warnings.join('; ')}`);
});

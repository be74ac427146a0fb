import { GROUPS, groupPage } from '../.vitepress/generated/endpoints.ts';

/** A page for each group of endpoints, made of the OpenAPI document when the site is built. */
export default {
  paths: () => GROUPS.map((group) => ({ params: { group: group.name }, content: groupPage(group) })),
};

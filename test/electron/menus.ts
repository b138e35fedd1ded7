/** Menus of the window, opened and chosen from as a person does. */
import type { Locator, Page } from 'playwright';

/** From now on the page keeps what happens to the mouse and to the focus, the last of it. */
const watchInput = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const kept = globalThis as unknown as { watched?: string[] };
    if (kept.watched !== undefined) return;
    const watched: string[] = [];
    kept.watched = watched;
    for (const type of ['mousedown', 'mouseup', 'click', 'focus', 'blur', 'keydown']) {
      globalThis.addEventListener(
        type,
        ({ target }) => {
          const on = target instanceof Element ? `${target.tagName} ${target.id}` : 'the window';
          watched.push(`${Math.round(performance.now())} ${type} ${on}`);
          if (watched.length > 40) watched.shift();
        },
        true,
      );
    }
  });

const stateOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { watched = [] } = globalThis as unknown as { watched?: string[] };
    const menus = Array.from(document.querySelectorAll('[aria-haspopup=listbox]'), (menu) =>
      ['id', 'aria-expanded', 'aria-controls'].map((name) => menu.getAttribute(name)).join(' '),
    );
    const lists = Array.from(document.querySelectorAll('[role=listbox]'), (list) =>
      list.outerHTML.slice(0, 300),
    );
    const focused = `${document.activeElement?.tagName} ${document.activeElement?.id}`;
    return [...menus, ...lists, `focus: ${focused}`, `at ${performance.now()}`, ...watched].join(
      '\n',
    );
  });

/** Opens a menu and chooses from it. Where the option does not come, says what the page shows then. */
export const chooseFrom = async (page: Page, menu: Locator, option: Locator): Promise<void> => {
  await watchInput(page);
  await menu.click();
  try {
    await option.click();
  } catch (error) {
    throw new Error(`The option never came.\n${await stateOf(page)}`, { cause: error });
  }
};

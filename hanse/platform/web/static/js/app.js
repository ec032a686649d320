// The entry of every page's script: what is always needed now, the rest only where the page has a use for it.
import "./dom.js";
import "./menus.js";
import "./dialogs.js";
import "./messages.js";
import "./keyboard.js";
import "./times.js";
import "./server.js";
import { markReady, whenPresent } from "./dom.js";

// A long navigation shows where one is; by hand, because scrollIntoView would move the page as well.
function showPlace(item) {
  const frame = item?.closest(".side-body");
  const below = item?.getBoundingClientRect().bottom - frame?.getBoundingClientRect().bottom;
  if (below > -8) frame.scrollTop += below + frame.clientHeight / 4;
}

whenPresent("[data-rows], [data-list], [data-column-choice]", () => import("./lists.js"));
whenPresent("[data-filters], [data-list]", () => import("./refresh.js"));
whenPresent("[data-form], [data-guard], [data-strength], [data-reveal]", () => import("./forms.js"));
whenPresent("[data-guard], .bare [data-form]", () => import("./drafts.js"));
whenPresent("[data-decide], [data-decide-keys]", () => import("./deciding.js"));
whenPresent("[data-condition]", () => import("./conditions.js"));
whenPresent("[data-combobox], [data-tags]", () => import("./choosing.js"));
whenPresent("[data-drop]", () => import("./uploads.js"));
whenPresent("[data-grid]", () => import("./grids.js"));
whenPresent("[data-tree]", () => import("./trees.js"));
whenPresent("[data-order-grid]", () => import("./order_grid.js"));
whenPresent("[data-configure]", () => import("./configuring.js"));
whenPresent("[data-columns]", () => import("./columns.js"));
showPlace(document.querySelector(".nav-item[aria-current]"));
markReady();
whenPresent("[data-passkey], [data-passkey-add]", () => import("./passkeys.js"));
whenPresent("[data-colour-for]", () => import("./colours.js"));
whenPresent("[data-submit-now]", () => import("./returning.js"));
whenPresent("[data-handle-from], [data-guess-timezone]", () => import("./suggesting.js"));

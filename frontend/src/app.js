// What every page runs. Each module finds what it serves by data attributes; pages work without any of them.
import "./app/placeholders.js";
import "./app/keys.js";
import "./app/menus.js";
import "./app/theme.js";
import "./app/copy.js";
import "./app/suggestions.js";
import "./app/finding.js";
import "./app/dialogs.js";
import "./app/facets.js";
import "./app/timeline.js";
import "./app/reasons.js";
import "./app/selection.js";
import "./app/zoom.js";

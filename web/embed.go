// Package web carries the built pages: the phone app, the desk and the venue's page.
//
// It owns the sources of the pages and what their build leaves in dist; it does not serve them
// and knows nothing of the service. handlers imports it.
package web

import "embed"

// Dist holds the build of the pages under dist/. A fresh clone has only a placeholder there:
// without dist/index.html the program was built without pages.
//
//go:embed all:dist
var Dist embed.FS

/* SPDX-License-Identifier: Apache-2.0
 * Reseal's plugin interface, version 1. Everything stable in one include.
 *
 * DRAFT: until the first-party plugins all run on it, version 1 may still change. Afterwards it never does: structs and
 * tables stay as they are for ever; growth is a new extension id ("reseal.ca/2"), a new param key, a new output key. */
#ifndef RESEAL_RESEAL_H
#define RESEAL_RESEAL_H

#include "ext/ca.h"
#include "ext/diagnostics.h"
#include "ext/settings.h"
#include "ext/token.h"
#include "ext/token_cms.h"
#include "host/http.h"
#include "host/log.h"
#include "host/progress.h"
#include "host/prompt.h"
#include "host/source.h"
#include "keys.h"
#include "module.h"

#endif

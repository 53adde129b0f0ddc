/* SPDX-License-Identifier: Apache-2.0
 * reseal.settings/1: what the manifest's description of a setting cannot say. The host checks types and patterns of
 * "settings" in the manifest by itself; a plugin without further rules leaves this extension out. */
#ifndef RESEAL_EXT_SETTINGS_H
#define RESEAL_EXT_SETTINGS_H

#include "../call.h"

RESEAL_BEGIN

#define RESEAL_EXT_SETTINGS_1 "reseal.settings/1"

typedef struct reseal_settings_1 {
    /* [serial] Gets the settings ("setting.<name>"), puts a "problem.<name>" for each that will not do: a sentence in
     * the person's language that says what to change. No problem means they fit together. Changes nothing. */
    reseal_function validate;
    reseal_cancel cancel; /* [any-thread] */
} reseal_settings_1;

RESEAL_END

#endif

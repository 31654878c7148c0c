/*
 * version: what this is, and the established version whose language it speaks.
 */
#ifndef WEIR_BASE_VERSION_H
#define WEIR_BASE_VERSION_H

#define WEIR_VERSION "0.1"
#define WEIR_COMPATIBLE "1.1.6"
#define WEIR_RELEASE "Weir " WEIR_VERSION

/* Where includes are searched for after the directories asked for; the build may say otherwise. */
#ifndef WEIR_INCLUDE_DIR
#define WEIR_INCLUDE_DIR "/etc"
#endif

#endif

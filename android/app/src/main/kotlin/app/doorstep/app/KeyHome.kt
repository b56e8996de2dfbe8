/**
 * Where the installation's key lives, chosen once in the life of an installation.
 *
 * The key store, wherever it works. A phone whose key store cannot make a P-256 key (some old
 * ones cannot) keeps the key in a file of the app's own folder, and says so over every screen:
 * work goes on, and the organisation decides whether such a phone may stay. A phone that has
 * chosen never changes: a key store that fails later is broken, not a reason for a new key.
 */
package app.doorstep.app

import app.doorstep.core.VaultException
import java.io.File

/** Where a key lives. */
enum class KeyHome {
    /** In hardware that does not give it out. */
    HARDWARE,

    /** In the key store, which on this phone is software. */
    SOFTWARE,

    /** In a file of the app: the key store makes no such key. */
    FILE,
    ;

    companion object {
        /** The home for the installation in [folder]; makes its key where there is none yet. */
        fun choose(folder: File, key: DeviceKey): KeyHome {
            if (File(folder, KEY_FILE).exists()) return FILE
            return try {
                key.publicPoint()
                if (key.isInHardware()) HARDWARE else SOFTWARE
            } catch (_: VaultException) {
                // Made before and broken now: the core is told so when it asks, and hardware is not claimed.
                if (marker(folder).exists()) SOFTWARE else FILE
            }
        }

        /** The file whose presence says that the key store once made the key. */
        fun marker(folder: File): File = File(folder, "key-in-store")

        /** Where the core keeps the key of a machine without a key store. */
        private const val KEY_FILE = "device-key.pem"
    }
}

/**
 * What the screens ask of the phone they run on: its camera, its dialer, its way back.
 * The app gives the real ones; nothing is decided here.
 */
package app.doorstep.screens

import androidx.compose.runtime.Composable
import androidx.compose.runtime.staticCompositionLocalOf

/** Takes pictures. */
fun interface Camera {
    /** Opens the camera; [done] gets the path of the picture, or is never called where none was taken. */
    fun take(done: (path: String) -> Unit)
}

/** Calls people and copies addresses for a map. */
interface Dialer {
    /** Opens the dialer with this number. */
    fun call(phone: String)

    /** Copies a text, marked as personal. */
    fun copy(text: String)
}

/** The way back of the system: its button or gesture. */
fun interface BackGuard {
    /** Calls [action] instead of leaving the screen, as long as [enabled]. */
    @Composable
    fun OnBack(enabled: Boolean, action: () -> Unit)
}

/** All of it. */
class Platform(val camera: Camera, val dialer: Dialer, val back: BackGuard)

private object NoDialer : Dialer {
    override fun call(phone: String) = Unit
    override fun copy(text: String) = Unit
}

/** The camera at hand. */
val LocalCamera = staticCompositionLocalOf { Camera { } }

/** The dialer at hand. */
val LocalDialer = staticCompositionLocalOf<Dialer> { NoDialer }

/** The system's way back. */
val LocalBack = staticCompositionLocalOf { BackGuard { _, _ -> } }

/** Goes on to where the visit's next missing thing can be done. */
val LocalOnward = staticCompositionLocalOf<(visit: String) -> Unit> { {} }

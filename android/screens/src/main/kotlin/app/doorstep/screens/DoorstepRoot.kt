/**
 * The whole app: today's list, and the path of screens over it.
 */
package app.doorstep.screens

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.ui.text.font.FontFamily
import app.doorstep.core.Screen
import app.doorstep.screens.design.DoorstepTheme
import app.doorstep.screens.design.Look
import app.doorstep.state.PhoneModel
import kotlinx.coroutines.launch

/** The app over [phone], on [platform]; a visit that is under way is gone back to when the app starts. */
@Composable
fun DoorstepRoot(phone: PhoneModel, platform: Platform, look: Look, font: FontFamily = FontFamily.Default) {
    val path by phone.path.collectAsState()
    val screens = rememberSaveableStateHolder()
    val scope = rememberCoroutineScope()
    LaunchedEffect(phone) { phone.resume() }
    CompositionLocalProvider(
        LocalCamera provides platform.camera,
        LocalDialer provides platform.dialer,
        LocalBack provides platform.back,
        LocalOnward provides { visit -> scope.launch { phone.onward(visit) } },
    ) {
        DoorstepTheme(look, phone.language, font) {
            val screen = path.lastOrNull() ?: Screen.Today
            platform.back.OnBack(path.isNotEmpty()) { phone.back() }
            key(screen) {
                screens.SaveableStateProvider(screen.toString()) { Placed(phone, screen) }
            }
        }
    }
}

/** Keeps the holder of a screen for as long as it lies on top. */
@Composable
private fun Placed(phone: PhoneModel, screen: Screen) {
    val holder = remember(screen) { phone.holder(screen) }
    Stage(holder)
}

/**
 * What stands in the window: the screens as soon as the phone is open, else why it is not.
 */
package app.doorstep.app

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import app.doorstep.R
import app.doorstep.core.asksToSetAside
import app.doorstep.screens.DoorstepRoot
import app.doorstep.screens.Platform
import app.doorstep.screens.design.DoorstepTheme
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.Look
import app.doorstep.state.Refusal
import kotlinx.coroutines.launch

/** What stands in the window of this [app]; syncs at each of its nudges while it stands. */
@Composable
fun AppContent(app: DoorstepApp, platform: Platform, look: Look) {
    val installation = app.installation
    val link by app.link.collectAsState()
    var opened by remember { mutableStateOf<Result<OpenPhone>?>(null) }
    val scope = rememberCoroutineScope()
    LaunchedEffect(installation) { opened = installation.phone() }
    opened?.onSuccess { phone ->
        LaunchedEffect(phone) { syncWhileOpen(phone.model, app.syncNow) }
        LaunchedEffect(phone, link) { link?.let(phone.model::invite) }
        Column(Modifier.fillMaxSize().safeDrawingPadding()) {
            DoorstepTheme(look, installation.language) { KeyNote(phone.keyHome) }
            DoorstepRoot(phone.model, platform, look)
        }
    }?.onFailure { why ->
        DoorstepTheme(look, installation.language) {
            NotOpened(
                Refusal.of(why),
                again = { scope.launch { opened = installation.phone() } },
                anew = { scope.launch { opened = installation.beginAnew() } },
            )
        }
    }
}

/** One line over every screen, where the key is not as safe as it could be. */
@Composable
private fun KeyNote(home: KeyHome) {
    val text = when (home) {
        KeyHome.HARDWARE -> return
        KeyHome.SOFTWARE -> R.string.key_in_software
        KeyHome.FILE -> R.string.key_in_file
    }
    Text(
        stringResource(text),
        Modifier.fillMaxWidth().background(MaterialTheme.colorScheme.error).padding(8.dp),
        color = MaterialTheme.colorScheme.onError,
        style = MaterialTheme.typography.bodySmall,
    )
}

/** Why the phone cannot be opened, another try, and the way on where no try helps. */
@Composable
private fun NotOpened(why: Refusal, again: () -> Unit, anew: () -> Unit) {
    val words = LocalWords.current
    Column(
        Modifier.fillMaxSize().background(MaterialTheme.colorScheme.background).safeDrawingPadding().padding(24.dp),
        verticalArrangement = Arrangement.spacedBy(24.dp, Alignment.CenterVertically),
    ) {
        Text(words(why.code), style = MaterialTheme.typography.titleLarge)
        if (why.reportId.isNotEmpty()) Text(why.reportId, style = MaterialTheme.typography.bodyMedium)
        Button(again, Modifier.fillMaxWidth()) { Text(stringResource(R.string.try_again)) }
        if (asksToSetAside(why.code)) {
            Text(words("app/set-aside-told"), style = MaterialTheme.typography.bodyMedium)
            OutlinedButton(anew, Modifier.fillMaxWidth()) { Text(words("app/set-aside")) }
        }
    }
}

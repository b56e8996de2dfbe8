/**
 * The app's one window: the screens on the open phone, with what the platform gives them.
 *
 * Every screen may show a customer, so none can be photographed, recorded or seen among the
 * recent apps. Draws nothing of its own but the moments before the phone is open, why it
 * cannot be opened, and where the key lives when that is not in hardware.
 */
package app.doorstep.app

import android.Manifest
import android.app.UiModeManager
import android.content.Intent
import android.content.pm.PackageManager
import android.content.res.Configuration
import android.net.ConnectivityManager
import android.os.Build
import android.os.Bundle
import android.view.WindowManager
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.activity.result.contract.ActivityResultContracts
import app.doorstep.screens.BackGuard
import app.doorstep.screens.Platform
import app.doorstep.screens.design.Look

/** The window. */
class MainActivity : ComponentActivity() {
    private val app: DoorstepApp get() = application as DoorstepApp
    private val camera = CameraByIntent(this)
    private val notifying = registerForActivityResult(ActivityResultContracts.RequestPermission()) { }
    private val networks: NetworkHint? by lazy {
        getSystemService(ConnectivityManager::class.java)?.let { NetworkHint(it, app.syncNow::give) }
    }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        val back = BackGuard { enabled, action -> BackHandler(enabled, action) }
        val platform = Platform(camera, PhoneDialer(this), back)
        if (savedInstanceState == null) {
            mayNotify()
            intent?.dataString?.let { app.link.value = it }
        }
        setContent { AppContent(app, platform, look()) }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        intent.dataString?.let { app.link.value = it }
    }

    override fun onStart() {
        super.onStart()
        networks?.start()
    }

    override fun onStop() {
        networks?.stop()
        super.onStop()
    }

    /** Asked when the app is opened, where the phone asks at all; work goes on without it. */
    private fun mayNotify() {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return
        val asked = Manifest.permission.POST_NOTIFICATIONS
        if (checkSelfPermission(asked) != PackageManager.PERMISSION_GRANTED) notifying.launch(asked)
    }

    /** As the phone is set: dark, or with the contrast that a person chose for bright light. */
    private fun look(): Look {
        val night = resources.configuration.uiMode and Configuration.UI_MODE_NIGHT_MASK
        return when {
            night == Configuration.UI_MODE_NIGHT_YES -> Look.DARK
            wantsContrast() -> Look.SUNLIGHT
            else -> Look.LIGHT
        }
    }

    private fun wantsContrast(): Boolean {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.UPSIDE_DOWN_CAKE) return false
        return (getSystemService(UiModeManager::class.java)?.contrast ?: 0f) >= HALF_WAY
    }

    private companion object {
        /** Contrast goes from -1 to 1; the system's own "medium" is here. */
        const val HALF_WAY = 0.5f
    }
}

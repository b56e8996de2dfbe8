/**
 * Calls by the phone's own dialer, which shows the number before anything rings, and copies
 * addresses for the person's own map. Neither needs a permission.
 */
package app.doorstep.app

import android.content.ActivityNotFoundException
import android.content.ClipData
import android.content.ClipboardManager
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.PersistableBundle
import android.widget.Toast
import app.doorstep.R
import app.doorstep.screens.Dialer

/** The dialer and the clipboard of the phone. */
class PhoneDialer(private val context: Context) : Dialer {
    override fun call(phone: String) {
        val dial = Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", phone, null)).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK)
        try {
            context.startActivity(dial)
        } catch (_: ActivityNotFoundException) {
            Toast.makeText(context, R.string.dialer_none, Toast.LENGTH_LONG).show()
        }
    }

    /** Marked as sensitive: the system then shows no preview of it and keyboards keep no history. */
    override fun copy(text: String) {
        val clip = ClipData.newPlainText(null, text)
        clip.description.extras = PersistableBundle().apply { putBoolean(SENSITIVE, true) }
        context.getSystemService(ClipboardManager::class.java)?.setPrimaryClip(clip)
    }

    private companion object {
        /** `ClipDescription.EXTRA_IS_SENSITIVE`, whose name is older phones' too, but not its constant. */
        const val SENSITIVE = "android.content.extra.IS_SENSITIVE"
    }
}

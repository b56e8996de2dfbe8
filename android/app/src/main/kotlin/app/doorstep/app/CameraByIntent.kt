/**
 * The phone's own camera app, asked for one picture: no camera permission is needed, and its
 * light, zoom and focus are the ones the engineer knows.
 *
 * Android may end this process while the camera is open. The picture then comes back to
 * nobody who waits for it: it is not attached by guess, the person is told to take it again.
 */
package app.doorstep.app

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.ClipData
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.provider.MediaStore
import android.widget.Toast
import androidx.activity.ComponentActivity
import androidx.activity.result.contract.ActivityResultContract
import app.doorstep.R
import app.doorstep.screens.Camera
import java.io.File

/** The camera for the screens of [activity]; made before the activity is. */
class CameraByIntent(private val activity: ComponentActivity) : Camera {
    private class Awaited(val picture: File, val done: (path: String) -> Unit)

    private var awaited: Awaited? = null
    private val asked = activity.registerForActivityResult(OnePicture()) { wasTaken -> came(wasTaken) }

    override fun take(done: (path: String) -> Unit) {
        val picture = CameraFolder.of(activity).place()
        awaited = Awaited(picture, done)
        try {
            asked.launch(PhotoProvider.address(activity, picture))
        } catch (_: ActivityNotFoundException) {
            awaited = null
            say(R.string.camera_none)
        }
    }

    private fun came(wasTaken: Boolean) {
        val waiting = awaited
        awaited = null
        when {
            waiting == null -> if (wasTaken) say(R.string.camera_again)
            wasTaken && waiting.picture.length() > 0 -> waiting.done(waiting.picture.path)
            else -> waiting.picture.delete()
        }
    }

    private fun say(text: Int) = Toast.makeText(activity, text, Toast.LENGTH_LONG).show()
}

/** Asks any camera app to write one picture to the address, which it may use until it is done. */
private class OnePicture : ActivityResultContract<Uri, Boolean>() {
    override fun createIntent(context: Context, input: Uri): Intent =
        Intent(MediaStore.ACTION_IMAGE_CAPTURE).apply {
            putExtra(MediaStore.EXTRA_OUTPUT, input)
            clipData = ClipData.newRawUri(null, input)
            addFlags(Intent.FLAG_GRANT_WRITE_URI_PERMISSION or Intent.FLAG_GRANT_READ_URI_PERMISSION)
        }

    override fun parseResult(resultCode: Int, intent: Intent?): Boolean = resultCode == Activity.RESULT_OK
}

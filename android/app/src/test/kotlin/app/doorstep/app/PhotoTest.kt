package app.doorstep.app

import android.app.Activity
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import android.provider.MediaStore
import android.provider.OpenableColumns
import androidx.activity.ComponentActivity
import java.io.File
import java.io.FileNotFoundException
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowToast

@RunWith(RobolectricTestRunner::class)
class PhotoTest {
    private val resolver get() = app.contentResolver
    private val secret get() = File(app.filesDir, "phone/device-key.pem")

    /** A window that is only there to take a picture. */
    class CameraActivity : ComponentActivity() {
        val camera = CameraByIntent(this)
    }

    @Before
    fun aSecretLiesBesideThePictures() {
        secret.parentFile?.mkdirs()
        secret.writeText("secret")
    }

    private fun window(saved: Bundle? = null) =
        Robolectric.buildActivity(CameraActivity::class.java).let { if (saved == null) it.setup() else it.setup(saved) }

    @Test
    fun `the camera writes where it was told to, and the screen gets that picture`() {
        val window = window().get()
        var path: String? = null
        window.camera.take { path = it }
        val asked = shadowOf(window).nextStartedActivityForResult
        assertEquals(MediaStore.ACTION_IMAGE_CAPTURE, asked.intent.action)
        val address = assertNotNull(asked.intent.clipData).getItemAt(0).uri
        val mayWrite = Intent.FLAG_GRANT_WRITE_URI_PERMISSION or Intent.FLAG_GRANT_READ_URI_PERMISSION
        assertEquals(mayWrite, asked.intent.flags and mayWrite)
        assertNotNull(resolver.openOutputStream(address, "w")).use { it.write(byteArrayOf(1, 2, 3)) }
        assertNull(path)
        shadowOf(window).callOnActivityResult(asked.requestCode, Activity.RESULT_OK, null)
        assertEquals(3, File(assertNotNull(path)).length())
    }

    @Test
    fun `no picture, no answer, and nothing is left behind`() {
        val window = window().get()
        var answers = 0
        for (result in listOf(Activity.RESULT_CANCELED, Activity.RESULT_OK)) {
            window.camera.take { answers++ }
            val asked = shadowOf(window).nextStartedActivityForResult
            shadowOf(window).callOnActivityResult(asked.requestCode, result, null)
        }
        assertEquals(0, answers)
        assertTrue(File(app.filesDir, "camera").listFiles().orEmpty().isEmpty())
    }

    @Test
    fun `a picture for a process that has ended is not attached by guess but asked for again`() {
        val before = window()
        before.get().camera.take { error("the one who waited is gone") }
        val asked = shadowOf(before.get()).nextStartedActivityForResult
        val saved = Bundle()
        before.saveInstanceState(saved)
        val after = window(saved).get()
        shadowOf(after).callOnActivityResult(asked.requestCode, Activity.RESULT_OK, null)
        assertEquals("照片没有存进工单，请再拍一次。", ShadowToast.getTextOfLatestToast())
    }

    @Test
    fun `only pictures have an address, whatever the address says`() {
        val picture = CameraFolder.of(app).place().apply { writeBytes(byteArrayOf(7)) }
        val own = PhotoProvider.address(app, picture)
        assertEquals(7, assertNotNull(resolver.openInputStream(own)).use { it.read() })
        for (foreign in listOf(
            "content://app.doorstep.photos/../phone/device-key.pem",
            "content://app.doorstep.photos/..%2Fphone%2Fdevice-key.pem",
            "content://app.doorstep.photos/%2e%2e%2fphone%2fdevice-key.pem",
            "content://app.doorstep.photos/phone/device-key.pem",
            "content://app.doorstep.photos/" + Uri.encode(secret.path),
            "content://app.doorstep.photos/${picture.name}/../../phone/device-key.pem",
            "content://app.doorstep.photos/x/${picture.name}",
            "content://app.doorstep.photos/",
        )) {
            assertFailsWith<FileNotFoundException>(foreign) { resolver.openFileDescriptor(Uri.parse(foreign), "r") }
            assertNull(resolver.getType(Uri.parse(foreign)), foreign)
        }
        assertEquals("secret", secret.readText())
    }

    @Test
    fun `the camera's app learns a name and a size, changes nothing and lists nothing`() {
        val picture = CameraFolder.of(app).place().apply { writeBytes(ByteArray(5)) }
        val own = PhotoProvider.address(app, picture)
        assertNotNull(resolver.query(own, null, null, null, null)).use { rows ->
            assertTrue(rows.moveToNext())
            assertEquals(picture.name, rows.getString(rows.getColumnIndexOrThrow(OpenableColumns.DISPLAY_NAME)))
            assertEquals(5, rows.getLong(rows.getColumnIndexOrThrow(OpenableColumns.SIZE)))
        }
        val all = Uri.parse("content://app.doorstep.photos/")
        assertNotNull(resolver.query(all, null, null, null, null)).use { assertFalse(it.moveToNext()) }
        assertEquals(0, resolver.delete(own, null, null))
        assertTrue(picture.exists())
    }

    @Test
    fun `a picture that nobody took over is gone after a day`() {
        val folder = CameraFolder.of(app)
        val picture = folder.place().apply { writeBytes(byteArrayOf(1)) }
        val day = 24 * 60 * 60_000L
        folder.sweep(picture.lastModified() + day)
        assertTrue(picture.exists())
        folder.sweep(picture.lastModified() + day + 1)
        assertFalse(picture.exists())
    }
}

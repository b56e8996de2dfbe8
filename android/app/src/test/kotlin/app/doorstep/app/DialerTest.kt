package app.doorstep.app

import android.content.ClipDescription
import android.content.ClipboardManager
import android.content.Intent
import android.net.Uri
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowToast

@RunWith(RobolectricTestRunner::class)
class DialerTest {
    @Test
    fun `a number is shown in the dialer and not called`() {
        PhoneDialer(app).call("+86 138#0000")
        val dial = shadowOf(app).nextStartedActivity
        assertEquals(Intent.ACTION_DIAL, dial.action)
        assertEquals(Uri.fromParts("tel", "+86 138#0000", null), dial.data)
    }

    @Test
    fun `a device without a dialer says so`() {
        shadowOf(app).checkActivities(true)
        PhoneDialer(app).call("13800000000")
        assertEquals("这台手机不能打电话。", ShadowToast.getTextOfLatestToast())
    }

    @Test
    fun `an address is copied and marked as sensitive`() {
        PhoneDialer(app).copy("惠山区长安街道 12 号")
        val clip = assertNotNull(assertNotNull(app.getSystemService(ClipboardManager::class.java)).primaryClip)
        assertEquals("惠山区长安街道 12 号", clip.getItemAt(0).text)
        assertTrue(clip.description.extras.getBoolean(ClipDescription.EXTRA_IS_SENSITIVE))
    }
}

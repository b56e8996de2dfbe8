package app.doorstep.app

import android.security.keystore.KeyProperties
import app.doorstep.core.VaultException
import java.io.File
import java.math.BigInteger
import java.nio.file.Files
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECPoint
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class DeviceKeyTest {
    private val folder: File = Files.createTempDirectory("key").toFile()
    private val marker = KeyHome.marker(folder)
    private fun key() = DeviceKey(marker)
    private val kept get() = StandInKeyStore.keys.values.single()

    @Test
    fun `the key is made once and signs what its public half verifies`() {
        val point = key().publicPoint()
        assertContentEquals(point, key().publicPoint())
        assertEquals(listOf(65, 4), listOf(point.size, point.first().toInt()))
        val signed = key().signDer("一张照片".toByteArray())
        val check = Signature.getInstance("SHA256withECDSA")
        check.initVerify(kept.public)
        check.update("一张照片".toByteArray())
        assertTrue(check.verify(signed))
        assertEquals(1, StandInKeyStore.made.size)
    }

    @Test
    fun `the key only signs and asks for no finger`() {
        key().publicPoint()
        val asked = StandInKeyStore.made.single()
        assertEquals(KeyProperties.PURPOSE_SIGN, asked.purposes)
        assertContentEquals(arrayOf(KeyProperties.DIGEST_SHA256), asked.digests)
        assertFalse(asked.isUserAuthenticationRequired)
        assertFalse(asked.isUnlockedDeviceRequired)
    }

    @Test
    fun `a short coordinate is filled up to 32 bytes`() {
        key().publicPoint()
        val curve = (kept.public as ECPublicKey).params
        val short = object : ECPublicKey by (kept.public as ECPublicKey) {
            override fun getW() = ECPoint(BigInteger.valueOf(5), BigInteger.ONE.shiftLeft(255))
        }
        val point = sec1(short)
        assertEquals(65, point.size)
        assertContentEquals(ByteArray(31) + 5, point.copyOfRange(1, 33))
        assertEquals(0x80.toByte(), point[33])
        assertEquals(256, curve.order.bitLength())
    }

    @Test
    fun `a store that is locked is not an empty one`() {
        val before = key().publicPoint()
        StandInKeyStore.isBroken = true
        assertFailsWith<VaultException.Unreadable> { key().publicPoint() }
        assertFailsWith<VaultException.Unreadable> { key().signDer(byteArrayOf(1)) }
        StandInKeyStore.isBroken = false
        assertContentEquals(before, key().publicPoint())
    }

    @Test
    fun `a key that is gone is not made again`() {
        key().publicPoint()
        StandInKeyStore.keys.clear()
        assertFailsWith<VaultException.Unreadable> { key().publicPoint() }
        assertEquals(1, StandInKeyStore.made.size)
    }

    @Test
    fun `the key lives where the store says`() {
        assertEquals(KeyHome.HARDWARE, KeyHome.choose(folder, key()))
        StandInKeyStore.isHardware = false
        assertEquals(KeyHome.SOFTWARE, KeyHome.choose(folder, key()))
    }

    @Test
    fun `a store that makes no key leaves it to a file and that stays`() {
        StandInKeyStore.refusesToMake = true
        assertEquals(KeyHome.FILE, KeyHome.choose(folder, key()))
        File(folder, "device-key.pem").writeText("made by the core")
        StandInKeyStore.refusesToMake = false
        assertEquals(KeyHome.FILE, KeyHome.choose(folder, key()))
        assertTrue(StandInKeyStore.keys.isEmpty())
    }

    @Test
    fun `a store that breaks later does not move the key to a file`() {
        KeyHome.choose(folder, key())
        StandInKeyStore.isBroken = true
        assertEquals(KeyHome.SOFTWARE, KeyHome.choose(folder, key()))
    }
}

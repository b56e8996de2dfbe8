/**
 * A phone's clock, key store and rules for tests: the clock can be put forward and keeps that over
 * a kill, the key lies in a file, as no real phone would have it.
 */
package app.doorstep.testbed

import app.doorstep.core.BackgroundRule
import app.doorstep.core.ClockReading
import app.doorstep.core.KeyVault
import app.doorstep.core.NetworkCost
import app.doorstep.core.PhoneClock
import app.doorstep.core.PhoneRules
import java.io.File
import java.security.KeyFactory
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec
import java.security.spec.PKCS8EncodedKeySpec
import java.security.spec.X509EncodedKeySpec

/** The machine's clocks, put forward by what lies in [file]. */
class PhoneClockAt(private val file: File) : PhoneClock {
    private fun forward(): Long = if (file.exists()) file.readText().toLong() else 0

    /** So much time goes by. */
    fun pass(ms: Long) = file.writeText("${forward() + ms}")

    override fun read(): ClockReading {
        val sinceBoot = File("/proc/uptime").readText().substringBefore(' ').toBigDecimal().movePointRight(3).toLong()
        return ClockReading(System.currentTimeMillis() + forward(), sinceBoot + forward(), 7)
    }
}

/** A P-256 key in [file], made when it is first asked for. */
class SoftwareVault(private val file: File) : KeyVault {
    private val pair: KeyPair by lazy { if (file.exists()) read() else make() }

    private fun make(): KeyPair {
        val made = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()
        file.absoluteFile.parentFile.mkdirs()
        file.writeBytes(made.private.encoded)
        File("${file.path}.pub").writeBytes(made.public.encoded)
        return made
    }

    private fun read(): KeyPair {
        val keys = KeyFactory.getInstance("EC")
        val public = keys.generatePublic(X509EncodedKeySpec(File("${file.path}.pub").readBytes()))
        return KeyPair(public, keys.generatePrivate(PKCS8EncodedKeySpec(file.readBytes())))
    }

    override fun publicPoint(): ByteArray {
        val point = (pair.public as ECPublicKey).w
        return byteArrayOf(4) + whole(point.affineX.toByteArray()) + whole(point.affineY.toByteArray())
    }

    /** Exactly 32 bytes, however the number was written. */
    private fun whole(bytes: ByteArray): ByteArray = ByteArray(32 - bytes.size.coerceAtMost(32)) + bytes.takeLast(32)

    override fun signDer(bytes: ByteArray): ByteArray =
        Signature.getInstance("SHA256withECDSA").apply { initSign(pair.private); update(bytes) }.sign()
}

/** A platform whose network costs what a test says. */
class ToldRules(@Volatile var cost: NetworkCost = NetworkCost.UNMETERED) : PhoneRules {
    /** How often the core asked for it. */
    @Volatile var asked = 0
        private set

    override fun network(): NetworkCost = cost.also { asked++ }
    override fun background(): BackgroundRule = BackgroundRule.ALLOWED
}

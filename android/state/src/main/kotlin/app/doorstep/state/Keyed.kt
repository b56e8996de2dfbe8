/**
 * Names by key: models name a case by its key, acts ask for the case.
 *
 * A key is the case's name with dashes, the same in every language; the tests hold it
 * against the keys that the core itself says.
 */
package app.doorstep.state

/** The stable key, `no-access`. */
val Enum<*>.key: String get() = name.lowercase().replace('_', '-')

/** The case of this [key]; none where this app is too old to know it. */
inline fun <reified E : Enum<E>> keyed(key: String): E? = enumValues<E>().firstOrNull { it.key == key }

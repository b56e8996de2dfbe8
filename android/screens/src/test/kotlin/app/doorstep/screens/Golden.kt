/**
 * The goldens of `fixtures/screens`, read into the generated Kotlin by reflection: a field
 * or case that one side lacks is an error, so the crossing cannot drift unseen.
 */
package app.doorstep.screens

import app.doorstep.core.ScreenModel
import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import java.io.File
import kotlin.reflect.KClass
import kotlin.reflect.KType
import kotlin.reflect.full.isSubclassOf
import kotlin.reflect.full.primaryConstructor
import kotlin.reflect.typeOf

/** One golden: its file's [name], what it [says], what it shows. */
class Golden(val name: String, val says: String, val model: ScreenModel) {
    companion object {
        /** All of them, by name. */
        fun all(): List<Golden> {
            val files = File(repository, "fixtures/screens").listFiles { file -> file.extension == "json" }.orEmpty()
            check(files.isNotEmpty()) { "no goldens in fixtures/screens" }
            return files.sorted().map(::read)
        }

        private fun read(file: File): Golden {
            val json = ObjectMapper().readTree(file)
            val model = decode(json["model"], typeOf<ScreenModel>(), file.name) as ScreenModel
            return Golden(file.nameWithoutExtension, json["says"].asText(), model)
        }
    }
}

/** The repository's top. */
internal val repository: File = File(System.getProperty("doorstep.repository")).canonicalFile

private fun decode(json: JsonNode, type: KType, at: String): Any? {
    if (json.isNull) return if (type.isMarkedNullable) null else error("$at: nothing where something is needed")
    val kind = type.classifier as KClass<*>
    return when {
        kind == Boolean::class -> json.booleanValue()
        kind == String::class -> json.textValue() ?: error("$at: no text")
        kind == Int::class -> json.intValue()
        kind == Long::class -> json.longValue()
        kind == UInt::class -> json.longValue().toUInt()
        kind == List::class -> json.mapIndexed { index, one -> decode(one, element(type), "$at[$index]") }
        kind.java.isEnum -> kind.java.enumConstants.first { (it as Enum<*>).name == upperSnake(json.textValue()) }
        kind.isSealed -> case(json, kind, at)
        kind.isData -> fields(json, kind, at)
        else -> error("$at: ${kind.simpleName} is not a model")
    }
}

private fun element(type: KType): KType = checkNotNull(type.arguments.single().type)

/** A case by its name: alone, around one model, or with named fields. */
private fun case(json: JsonNode, kind: KClass<*>, at: String): Any {
    val name = if (json.isTextual) json.textValue() else json.fieldNames().next()
    val case = kind.nestedClasses.firstOrNull { it.simpleName == name && it.isSubclassOf(kind) } ?: error("$at: no case $name")
    case.objectInstance?.let { return it }
    val only = checkNotNull(case.primaryConstructor).parameters.singleOrNull()?.takeIf { it.name == "v1" }
    val inner = json[name]
    return if (only == null) fields(inner, case, at) else checkNotNull(case.primaryConstructor).call(decode(inner, only.type, "$at.$name"))
}

private fun fields(json: JsonNode, kind: KClass<*>, at: String): Any {
    val constructor = checkNotNull(kind.primaryConstructor) { "$at: ${kind.simpleName} has no fields" }
    val names = constructor.parameters.associateWith { snake(checkNotNull(it.name)) }
    val unknown = json.fieldNames().asSequence().toSet() - names.values.toSet()
    check(unknown.isEmpty()) { "$at: Kotlin has no $unknown in ${kind.simpleName}" }
    return constructor.callBy(names.mapValues { (parameter, name) ->
        decode(checkNotNull(json[name]) { "$at: no $name" }, parameter.type, "$at.$name")
    })
}

private fun snake(camel: String): String = camel.replace(Regex("[A-Z]")) { "_" + it.value.lowercase() }

private fun upperSnake(name: String): String = snake(name).removePrefix("_").uppercase()

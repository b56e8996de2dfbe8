// The generated bindings and the holders over them. NOT run here, see ../settings.gradle.kts.
plugins {
    id("com.android.library")
    id("org.jetbrains.kotlin.android")
}

android {
    namespace = "app.doorstep.state"
    compileSdk = 36
    defaultConfig { minSdk = 26 }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets["main"].kotlin.srcDirs("src/main/kotlin", "../../bindings/kotlin")
    // Tests run on the desktop's core: android/pom.xml.
    sourceSets["test"].kotlin.setSrcDirs(emptyList<String>())
}

kotlin { jvmToolchain(17) }

dependencies {
    api("org.jetbrains.kotlinx:kotlinx-coroutines-android:1.11.0")
    // The AAR: it carries JNA's own library for each processor.
    api("net.java.dev.jna:jna:5.19.1@aar")
}

//! Amazon ECS.

use serde::{Deserialize, Serialize};

use crate::{Fact, Sensitive};

/// A cluster
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-cluster.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Cluster {
    /// The cluster's name.
    pub cluster_name: Fact<Option<String>>,
    /// Its settings; `containerInsights` is the one there is.
    pub cluster_settings: Fact<Vec<ClusterSetting>>,
}

/// A setting of a cluster.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ClusterSetting {
    /// `containerInsights`.
    pub name: Option<String>,
    /// `enabled`, `enhanced` or `disabled`.
    pub value: Option<String>,
}

/// A service
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Service {
    /// The cluster: its name or ARN.
    pub cluster: Fact<Option<String>>,
    /// The task definition's revision that it runs: an ARN, or `family:revision`.
    pub task_definition: Fact<Option<String>>,
    /// Where its tasks stand in the network.
    pub network_configuration: Fact<Option<NetworkConfiguration>>,
}

/// Where tasks stand in the network.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct NetworkConfiguration {
    /// Subnets, security groups and public addresses of tasks with a network interface of their own.
    pub awsvpc_configuration: Option<AwsvpcConfiguration>,
}

/// Subnets, security groups and public addresses
/// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct AwsvpcConfiguration {
    /// `ENABLED` gives each task a public IPv4 address; absent: `DISABLED`.
    pub assign_public_ip: Fact<Option<String>>,
    /// The security groups.
    pub security_groups: Fact<Vec<Fact<String>>>,
    /// The subnets.
    pub subnets: Fact<Vec<Fact<String>>>,
}

/// A task definition's revision
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html>).
/// Live, the newest active one of each family.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct TaskDefinition {
    /// The family.
    pub family: Fact<Option<String>>,
    /// `awsvpc`, `bridge`, `host` or `none`; absent: `bridge` on Linux instances.
    pub network_mode: Fact<Option<String>>,
    /// `host` or `task`.
    pub pid_mode: Fact<Option<String>>,
    /// The role that the containers act as.
    pub task_role_arn: Fact<Option<String>>,
    /// The operating system; absent: Linux.
    pub runtime_platform: Fact<Option<RuntimePlatform>>,
    /// The containers.
    pub container_definitions: Fact<Vec<Fact<ContainerDefinition>>>,
}

impl TaskDefinition {
    /// Visits the texts that may hold a secret. The word before a value on a command line (`--password`) is its name.
    pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
        let Fact::Known(containers) = &mut self.container_definitions else { return };
        for (at, container) in containers.iter_mut().enumerate() {
            let Fact::Known(container) = container else { continue };
            if let Fact::Known(variables) = &mut container.environment {
                for (index, variable) in variables.iter_mut().enumerate() {
                    let Fact::Known(KeyValuePair { name, value: Fact::Known(Some(text)) }) = variable else { continue };
                    let name = name.known().cloned().flatten().unwrap_or_default();
                    visit(&format!("/ContainerDefinitions/{at}/Environment/{index}/Value"), &name, text);
                }
            }
            for (property, words) in [("Command", &mut container.command), ("EntryPoint", &mut container.entry_point)] {
                let Fact::Known(words) = words else { continue };
                let mut before = String::new();
                for (index, word) in words.iter_mut().enumerate() {
                    let Fact::Known(text) = word else {
                        before.clear();
                        continue;
                    };
                    visit(&format!("/ContainerDefinitions/{at}/{property}/{index}"), &before, text);
                    let flag = text.expose().filter(|word| crate::texts::is_option(word));
                    flag.unwrap_or_default().clone_into(&mut before);
                }
            }
        }
    }
}

/// What a task runs on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RuntimePlatform {
    /// `LINUX`, `WINDOWS_SERVER_2022_CORE` …
    pub operating_system_family: Option<String>,
}

/// A container of a task
/// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ContainerDefinition {
    /// The container's name.
    pub name: Fact<Option<String>>,
    /// The image.
    pub image: Fact<Option<String>>,
    /// Whether it has the host's own rights.
    pub privileged: Fact<bool>,
    /// The user; absent: the image's, which is root unless the image says otherwise.
    pub user: Fact<Option<String>>,
    /// Whether its root file system is read-only.
    pub readonly_root_filesystem: Fact<bool>,
    /// The environment variables.
    pub environment: Fact<Vec<Fact<KeyValuePair>>>,
    /// The command.
    pub command: Fact<Vec<Fact<Sensitive>>>,
    /// The entry point.
    pub entry_point: Fact<Vec<Fact<Sensitive>>>,
    /// Where its output goes.
    pub log_configuration: Fact<Option<LogConfiguration>>,
}

/// An environment variable.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct KeyValuePair {
    /// Its name.
    pub name: Fact<Option<String>>,
    /// Its value.
    pub value: Fact<Option<Sensitive>>,
}

/// Where a container's output goes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct LogConfiguration {
    /// `awslogs`, `awsfirelens`, `splunk` …
    pub log_driver: Fact<Option<String>>,
}

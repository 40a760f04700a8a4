//! Amazon ECS.

use yagura_finding::{Check, Judgement, Report, Verdict};
use yagura_model::services::ecs::{ContainerDefinition, TaskDefinition};
use yagura_model::{Gap, Resource, Snapshot};

mod cluster_insights_off;
mod container_image_latest;
mod container_log_driver_missing;
mod container_privileged;
mod container_root_filesystem_writable;
mod container_root_user;
mod service_public_address;
mod task_definition_secret;
mod task_host_network;
mod task_role_admin;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &task_definition_secret::CHECK,
    &container_privileged::CHECK,
    &task_role_admin::CHECK,
    &task_host_network::CHECK,
    &service_public_address::CHECK,
    &container_log_driver_missing::CHECK,
    &container_root_user::CHECK,
    &container_root_filesystem_writable::CHECK,
    &container_image_latest::CHECK,
    &cluster_insights_off::CHECK,
];

/// Judges every task definition that was read; a service that runs a revision which was not read is unknown.
fn each_task<'s>(
    check: &'static Check,
    snapshot: &'s Snapshot,
    report: &mut Report<'s>,
    judge: impl FnMut(&'s Resource<TaskDefinition>) -> Judgement,
) {
    report.each(check, &snapshot.ecs.task_definitions, judge);
    for service in snapshot.ecs.services.iter().filter(|service| service.meta.template().is_none()) {
        let Some(Some(revision)) = service.task_definition.known() else { continue };
        if snapshot.ecs.task_definitions.find(&service.meta, revision).is_none() {
            let gap = Gap::unsupported(format!(
                "`{revision}` is in use and was not read: only the newest revision of a family is"
            ));
            report.keep(check, "AWS::ECS::Service", &service.meta, Err(gap));
        }
    }
}

/// Fails with every container of a task that is in a bad state, and names them.
fn judge_containers(
    task: &Resource<TaskDefinition>,
    property: &str,
    bad: impl Fn(&ContainerDefinition) -> Result<bool, Gap>,
) -> Judgement {
    let (mut paths, mut names, mut gap) = (Vec::new(), Vec::new(), None);
    for (at, container) in task.container_definitions.get()?.iter().enumerate() {
        match container.get().and_then(|container| Ok((container, bad(container)?))) {
            Ok((container, true)) => {
                paths.push(format!("/ContainerDefinitions/{at}{property}"));
                names.push(container.name.known().cloned().flatten().unwrap_or_else(|| at.to_string()));
            }
            Ok((_, false)) => {}
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    if paths.is_empty() {
        return gap.map_or(Ok(Verdict::Pass), Err);
    }
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let names = names.join(", ");
    Ok(Verdict::fail_all(task, &paths).detail(format!("コンテナ: {names}"), format!("container {names}")))
}

/// Whether a task runs on Windows, which has neither root nor a read-only root file system.
fn is_windows(task: &Resource<TaskDefinition>) -> Result<bool, Gap> {
    let platform = task.runtime_platform.get()?.as_ref();
    let system = platform.and_then(|platform| platform.operating_system_family.as_deref()).unwrap_or_default();
    Ok(system.starts_with("WINDOWS"))
}

//! Combinations of permissions that are known to lead to more permissions.

/// How a path ends, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ends {
    /// The principal gives itself any permission.
    Own,
    /// It acts as another principal.
    Principal,
    /// It runs code under a role that it passes.
    NewRole,
    /// It runs code under a role that something has already.
    ExistingRole,
}

/// One path.
#[derive(Debug)]
pub(super) struct Path {
    /// Its id in the pathfinding.cloud database.
    pub(super) id: &'static str,
    /// How it ends.
    pub(super) ends: Ends,
    /// The actions that it needs, all of them.
    pub(super) needs: &'static [&'static str],
}

const fn path(id: &'static str, ends: Ends, needs: &'static [&'static str]) -> Path {
    Path { id, ends, needs }
}

/// The known paths: facts of the pathfinding.cloud database (DataDog, Apache-2.0), December 2025.
pub(super) static PATHS: &[Path] = &[
    path("iam-001", Ends::Own, &["iam:CreatePolicyVersion"]),
    path("iam-005", Ends::Own, &["iam:PutRolePolicy"]),
    path("iam-007", Ends::Own, &["iam:PutUserPolicy"]),
    path("iam-008", Ends::Own, &["iam:AttachUserPolicy"]),
    path("iam-009", Ends::Own, &["iam:AttachRolePolicy"]),
    path("iam-010", Ends::Own, &["iam:AttachGroupPolicy"]),
    path("iam-011", Ends::Own, &["iam:PutGroupPolicy"]),
    path("iam-013", Ends::Own, &["iam:AddUserToGroup"]),
    path("iam-002", Ends::Principal, &["iam:CreateAccessKey"]),
    path("iam-003", Ends::Principal, &["iam:CreateAccessKey", "iam:DeleteAccessKey"]),
    path("iam-004", Ends::Principal, &["iam:CreateLoginProfile"]),
    path("iam-006", Ends::Principal, &["iam:UpdateLoginProfile"]),
    path("iam-012", Ends::Principal, &["iam:UpdateAssumeRolePolicy"]),
    path("iam-014", Ends::Principal, &["iam:AttachRolePolicy", "sts:AssumeRole"]),
    path("iam-015", Ends::Principal, &["iam:AttachUserPolicy", "iam:CreateAccessKey"]),
    path("iam-016", Ends::Principal, &["iam:CreatePolicyVersion", "sts:AssumeRole"]),
    path("iam-017", Ends::Principal, &["iam:PutRolePolicy", "sts:AssumeRole"]),
    path("iam-018", Ends::Principal, &["iam:PutUserPolicy", "iam:CreateAccessKey"]),
    path("iam-019", Ends::Principal, &["iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy"]),
    path("iam-020", Ends::Principal, &["iam:CreatePolicyVersion", "iam:UpdateAssumeRolePolicy"]),
    path("iam-021", Ends::Principal, &["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"]),
    path("sts-001", Ends::Principal, &["sts:AssumeRole"]),
    path("apprunner-001", Ends::NewRole, &["iam:PassRole", "apprunner:CreateService"]),
    path(
        "bedrock-001",
        Ends::NewRole,
        &[
            "iam:PassRole",
            "bedrock-agentcore:CreateCodeInterpreter",
            "bedrock-agentcore:StartCodeInterpreterSession",
            "bedrock-agentcore:InvokeCodeInterpreter",
        ],
    ),
    path("cloudformation-001", Ends::NewRole, &["iam:PassRole", "cloudformation:CreateStack"]),
    path(
        "cloudformation-003",
        Ends::NewRole,
        &["iam:PassRole", "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"],
    ),
    path("cloudformation-004", Ends::NewRole, &["iam:PassRole", "cloudformation:UpdateStackSet"]),
    path("cloudformation-005", Ends::NewRole, &["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"]),
    path("codebuild-001", Ends::NewRole, &["iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild"]),
    path("codebuild-004", Ends::NewRole, &["iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuildBatch"]),
    path(
        "datapipeline-001",
        Ends::NewRole,
        &[
            "iam:PassRole",
            "datapipeline:CreatePipeline",
            "datapipeline:PutPipelineDefinition",
            "datapipeline:ActivatePipeline",
        ],
    ),
    path("ec2-001", Ends::NewRole, &["iam:PassRole", "ec2:RunInstances"]),
    path("ec2-003", Ends::NewRole, &["iam:PassRole", "ec2:RequestSpotInstances"]),
    path(
        "ecs-001",
        Ends::NewRole,
        &["iam:PassRole", "ecs:CreateCluster", "ecs:RegisterTaskDefinition", "ecs:CreateService"],
    ),
    path("ecs-002", Ends::NewRole, &["iam:PassRole", "ecs:CreateCluster", "ecs:RegisterTaskDefinition", "ecs:RunTask"]),
    path("ecs-003", Ends::NewRole, &["iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:CreateService"]),
    path("ecs-004", Ends::NewRole, &["iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"]),
    path("ecs-005", Ends::NewRole, &["iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:StartTask"]),
    path("glue-001", Ends::NewRole, &["iam:PassRole", "glue:CreateDevEndpoint"]),
    path("glue-003", Ends::NewRole, &["iam:PassRole", "glue:CreateJob", "glue:StartJobRun"]),
    path("glue-004", Ends::NewRole, &["iam:PassRole", "glue:CreateJob", "glue:CreateTrigger"]),
    path("glue-005", Ends::NewRole, &["iam:PassRole", "glue:UpdateJob", "glue:StartJobRun"]),
    path("glue-006", Ends::NewRole, &["iam:PassRole", "glue:UpdateJob", "glue:CreateTrigger"]),
    path("lambda-001", Ends::NewRole, &["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]),
    path("lambda-002", Ends::NewRole, &["iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"]),
    path("lambda-006", Ends::NewRole, &["iam:PassRole", "lambda:CreateFunction", "lambda:AddPermission"]),
    path("sagemaker-001", Ends::NewRole, &["iam:PassRole", "sagemaker:CreateNotebookInstance"]),
    path("sagemaker-002", Ends::NewRole, &["iam:PassRole", "sagemaker:CreateTrainingJob"]),
    path("sagemaker-003", Ends::NewRole, &["iam:PassRole", "sagemaker:CreateProcessingJob"]),
    path("apprunner-002", Ends::ExistingRole, &["apprunner:UpdateService"]),
    path(
        "bedrock-002",
        Ends::ExistingRole,
        &["bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"],
    ),
    path("cloudformation-002", Ends::ExistingRole, &["cloudformation:UpdateStack"]),
    path("codebuild-002", Ends::ExistingRole, &["codebuild:StartBuild"]),
    path("codebuild-003", Ends::ExistingRole, &["codebuild:StartBuildBatch"]),
    path(
        "ec2instanceconnect-003",
        Ends::ExistingRole,
        &["ec2-instance-connect:SendSSHPublicKey", "ec2:DescribeInstances"],
    ),
    path("ec2-002", Ends::ExistingRole, &["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"]),
    path("ec2-004", Ends::ExistingRole, &["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"]),
    path("glue-002", Ends::ExistingRole, &["glue:UpdateDevEndpoint"]),
    path("lambda-003", Ends::ExistingRole, &["lambda:UpdateFunctionCode"]),
    path("lambda-004", Ends::ExistingRole, &["lambda:UpdateFunctionCode", "lambda:InvokeFunction"]),
    path("lambda-005", Ends::ExistingRole, &["lambda:UpdateFunctionCode", "lambda:AddPermission"]),
    path("sagemaker-004", Ends::ExistingRole, &["sagemaker:CreatePresignedNotebookInstanceUrl"]),
    path(
        "sagemaker-005",
        Ends::ExistingRole,
        &[
            "sagemaker:CreateNotebookInstanceLifecycleConfig",
            "sagemaker:StopNotebookInstance",
            "sagemaker:UpdateNotebookInstance",
            "sagemaker:StartNotebookInstance",
        ],
    ),
    path("ssm-001", Ends::ExistingRole, &["ssm:StartSession"]),
    path("ssm-002", Ends::ExistingRole, &["ssm:SendCommand"]),
];

/// AWS's own policies that hold a path on all resources without a condition, with the first such path; where a template only
/// names a policy, its text is not there to be asked. The most powerful three are asked as texts.
/// Computed from the documents that moto 5.2.5 carries from AWS (newest of 2026-09-30), by plain wildcard match of actions on
/// `*` or all resources of a type, Deny statements left aside; service-linked policies are left out. Sorted by name.
pub(super) static OF_AWS: &[(&str, &str)] = &[
    ("AIDevOpsAgentActionsPolicy", "apprunner-002"),
    ("AWSAppRunnerFullAccess", "apprunner-002"),
    ("AWSBackupFullAccess", "ssm-002"),
    ("AWSBackupOperatorAccess", "ssm-002"),
    ("AWSBackupServiceRolePolicyForBackup", "ssm-002"),
    ("AWSCloud9Administrator", "ssm-001"),
    ("AWSCloud9EnvironmentMember", "ssm-001"),
    ("AWSCloud9User", "ssm-001"),
    ("AWSCloudFormationFullAccess", "cloudformation-002"),
    ("AWSCodeBuildAdminAccess", "codebuild-002"),
    ("AWSCodeBuildDeveloperAccess", "codebuild-002"),
    ("AWSCodeStarServiceRole", "codebuild-002"),
    ("AWSConnector", "ec2-002"),
    ("AWSDataLifecycleManagerSSMFullAccess", "ssm-002"),
    ("AWSDeepRacerCloudFormationAccessPolicy", "cloudformation-002"),
    ("AWSDeepRacerServiceRolePolicy", "sagemaker-004"),
    ("AWSEC2VssRestorePolicy", "ssm-002"),
    ("AWSElasticBeanstalkService", "codebuild-001"),
    ("AWSFaultInjectionSimulatorEC2Access", "ssm-002"),
    ("AWSFaultInjectionSimulatorECSAccess", "ssm-002"),
    ("AWSFaultInjectionSimulatorSSMAccess", "ssm-002"),
    ("AWSGlueConsoleFullAccess", "glue-002"),
    ("AWSGlueConsoleSageMakerNotebookFullAccess", "glue-002"),
    ("AWSGlueServiceNotebookRole", "glue-002"),
    ("AWSGlueServiceRole", "glue-002"),
    ("AWSLambda_FullAccess", "lambda-003"),
    ("AWSRefactoringToolkitFullAccess", "codebuild-002"),
    ("AWSSystemsManagerJustInTimeAccessTokenPolicy", "ssm-001"),
    ("AdministratorAccess-Amplify", "iam-001"),
    ("AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary", "codebuild-002"),
    ("AmazonDynamoDBFullAccesswithDataPipeline", "datapipeline-001"),
    ("AmazonEC2FullAccess", "ec2-002"),
    ("AmazonECS_FullAccess", "cloudformation-002"),
    ("AmazonElasticMapReduceFullAccess", "cloudformation-001"),
    ("AmazonElasticMapReduceRole", "ec2-001"),
    ("AmazonSSMAutomationRole", "cloudformation-002"),
    ("AmazonSSMFullAccess", "ssm-001"),
    ("AmazonSSMMaintenanceWindowRole", "ssm-002"),
    ("AmazonSageMakerFullAccess", "codebuild-002"),
    ("AmazonSageMakerServiceCatalogProductsCloudformationServiceRolePolicy", "sagemaker-004"),
    ("AmazonSageMakerServiceCatalogProductsCodeBuildServiceRolePolicy", "sagemaker-004"),
    ("AmazonSageMakerServiceCatalogProductsLambdaServiceRolePolicy", "sagemaker-004"),
    ("AwsGlueSessionUserRestrictedNotebookServiceRole", "glue-002"),
    ("AwsGlueSessionUserRestrictedServiceRole", "glue-002"),
    ("BedrockAgentCoreFullAccess", "bedrock-002"),
    ("DataScientist", "lambda-003"),
    ("EC2ImageBuilderExecutionPolicy", "ec2-004"),
    ("EC2InstanceConnect", "ec2instanceconnect-003"),
    ("SageMakerStudioAdminIAMDefaultExecutionPolicy", "cloudformation-002"),
    ("SageMakerStudioAdminIAMPermissiveExecutionPolicy", "cloudformation-002"),
    ("SageMakerStudioUserIAMDefaultExecutionPolicy", "glue-002"),
    ("SageMakerStudioUserIAMPermissiveExecutionPolicy", "glue-002"),
    ("SecretsManagerReadWrite", "cloudformation-005"),
    ("SystemAdministrator", "ec2-002"),
];

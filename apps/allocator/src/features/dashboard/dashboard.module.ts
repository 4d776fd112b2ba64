import { Module } from '@nestjs/common';
import { DashboardAssets } from './dashboard-assets.js';
import { DashboardFiles } from './dashboard-files.js';
import { DashboardController } from './dashboard.controller.js';

/** The dashboard's page and files, and how its users sign in. Its data comes from the same calls as everyone's. */
@Module({ controllers: [DashboardController], providers: [DashboardAssets, DashboardFiles] })
export class DashboardModule {}
